using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>How often one may be wrong about a password, for one user and from one address; and how often right, because a session that is
/// ended is remembered for as long as its token would be good. Where a user has logged in before, wrong passwords from elsewhere do not
/// count: who knows no more than the name keeps nobody out of their usual place.</summary>
internal sealed class LoginLimits(TimeProvider time)
{
    /// <summary>Wrong passwords in a row for one user from one of their usual networks, and as many from all others together; then one more
    /// every <see cref="UserLeak"/>.</summary>
    public const int MostForUser = 10;

    /// <summary>The same from one address, for whatever users.</summary>
    public const int MostFromAddress = 50;

    /// <summary>Sessions of one user in a row; then one more every <see cref="SessionLeak"/>.</summary>
    public const int MostSessions = 200;

    private const int MostKept = 20_000;

    public static readonly TimeSpan UserLeak = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan AddressLeak = TimeSpan.FromSeconds(6);

    public static readonly TimeSpan SessionLeak = TimeSpan.FromMinutes(2);

    private readonly AttemptLimit<(string User, Network? Usual)> users = new(MostForUser, UserLeak, MostKept, time);
    private readonly AttemptLimit<Network> addresses = new(MostFromAddress, AddressLeak, MostKept, time);
    private readonly AttemptLimit<EntityId> sessions = new(MostSessions, SessionLeak, MostKept, time);
    private readonly UsualNetworks usual = new();

    /// <summary>Counts an attempt; null when it may be made.</summary>
    public Refusal? TryTake(string name, IPAddress? address)
    {
        var (user, network) = (NameRules.Shown(name), Network.Of(address));
        if (addresses.TryTake(network) is { Ticks: > 0 } wait)
        {
            return Refusal.TryLater("from your address", wait);
        }

        if (users.TryTake(PlaceOf(user, network)) is { Ticks: > 0 } longer)
        {
            addresses.GiveBack(network);
            return Refusal.TryLater($"for {user}", longer);
        }

        return null;
    }

    /// <summary>Counts a session; null when it may begin.</summary>
    public Refusal? TryBegin(EntityId user) => sessions.TryTake(user) is { Ticks: > 0 } wait ? Refusal.TooManyLogins(wait) : null;

    /// <summary>The attempt was right.</summary>
    public void Forgive(string name, IPAddress? address)
    {
        var (user, network) = (NameRules.Shown(name), Network.Of(address));
        users.GiveBack(PlaceOf(user, network));
        addresses.GiveBack(network);
        usual.Add(user, network);
    }

    private (string User, Network? Usual) PlaceOf(string user, Network network) => (user, usual.Contains(user, network) ? network : null);
}
