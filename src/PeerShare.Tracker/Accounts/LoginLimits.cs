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

    /// <summary>Somebody begins. However the letters of a name are put into bytes, the same user is meant.</summary>
    public LoginAttempt AttemptOf(string name, IPAddress? address)
    {
        var (user, network) = (NameRules.KeyOf(NameRules.Shown(name)), Network.Of(address));
        return new LoginAttempt(user, network, usual.Contains(user, network));
    }

    /// <summary>Counts an attempt; null when it may be made.</summary>
    public Refusal? TryTake(LoginAttempt attempt)
    {
        if (addresses.TryTake(attempt.From) is { Ticks: > 0 } wait)
        {
            return Refusal.TryLater("from your address", wait);
        }

        if (users.TryTake(attempt.Place) is { Ticks: > 0 } longer)
        {
            addresses.GiveBack(attempt.From);
            return Refusal.TryLater($"for {attempt.User}", longer);
        }

        return null;
    }

    /// <summary>Counts a session; null when it may begin.</summary>
    public Refusal? TryBegin(EntityId user) => sessions.TryTake(user) is { Ticks: > 0 } wait ? Refusal.TooManyLogins(wait) : null;

    /// <summary>The attempt was right.</summary>
    public void Forgive(LoginAttempt attempt)
    {
        GiveBack(attempt);
        usual.Add(attempt.User, attempt.From);
    }

    /// <summary>The attempt was not looked at.</summary>
    public void GiveBack(LoginAttempt attempt)
    {
        users.GiveBack(attempt.Place);
        addresses.GiveBack(attempt.From);
    }
}
