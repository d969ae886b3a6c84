using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>From where users have shown that they know their passwords: the last few networks of each.</summary>
internal sealed class UsualNetworks
{
    /// <summary>Of a user: each is one more place to guess from.</summary>
    public const int MostOfUser = 8;

    private const int MostUsers = 20_000;

    private readonly Lock gate = new();
    private readonly RecentlyUsed<string, Network[]> users = new(MostUsers);

    public bool Contains(string user, Network network)
    {
        lock (gate)
        {
            return users.TryFind(user, out var own) && own.Contains(network);
        }
    }

    public void Add(string user, Network network)
    {
        lock (gate)
        {
            var before = users.TryFind(user, out var own) ? own : [];
            users.Put(user, [network, .. before.Where(other => other != network).Take(MostOfUser - 1)]);
        }
    }
}
