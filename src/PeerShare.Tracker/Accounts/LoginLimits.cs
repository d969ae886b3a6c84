using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>How often one may be wrong about a password, for one user and from one address; and how often right, because a session that is
/// ended is remembered for as long as its token would be good.</summary>
internal sealed class LoginLimits(TimeProvider time)
{
    /// <summary>Wrong passwords in a row for one user; then one more every <see cref="UserLeak"/>.</summary>
    public const int MostForUser = 10;

    /// <summary>The same from one address, for whatever users.</summary>
    public const int MostFromAddress = 50;

    /// <summary>Sessions of one user in a row; then one more every <see cref="SessionLeak"/>.</summary>
    public const int MostSessions = 200;

    private const int MostKept = 20_000;

    public static readonly TimeSpan UserLeak = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan AddressLeak = TimeSpan.FromSeconds(6);

    public static readonly TimeSpan SessionLeak = TimeSpan.FromMinutes(2);

    private readonly AttemptLimit<string> users = new(MostForUser, UserLeak, MostKept, time);
    private readonly AttemptLimit<Network> addresses = new(MostFromAddress, AddressLeak, MostKept, time);
    private readonly AttemptLimit<EntityId> sessions = new(MostSessions, SessionLeak, MostKept, time);

    /// <summary>Counts an attempt; null when it may be made.</summary>
    public Refusal? TryTake(string name, IPAddress? address)
    {
        var shown = NameRules.Shown(name);
        if (addresses.TryTake(Network.Of(address)) is { Ticks: > 0 } wait)
        {
            return Refusal.TryLater("from your address", wait);
        }

        if (users.TryTake(shown) is { Ticks: > 0 } longer)
        {
            addresses.GiveBack(Network.Of(address));
            return Refusal.TryLater($"for {shown}", longer);
        }

        return null;
    }

    /// <summary>Counts a session; null when it may begin.</summary>
    public Refusal? TryBegin(EntityId user) => sessions.TryTake(user) is { Ticks: > 0 } wait ? Refusal.TooManyLogins(wait) : null;

    /// <summary>The attempt was right.</summary>
    public void GiveBack(string name, IPAddress? address)
    {
        users.GiveBack(NameRules.Shown(name));
        addresses.GiveBack(Network.Of(address));
    }
}
