using System.Collections.Concurrent;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>How many peers there are in all swarms, and of each user. From several threads.</summary>
internal sealed class PeerCounts
{
    private readonly ConcurrentDictionary<EntityId, int> byUser = [];
    private int all;

    public int All => Volatile.Read(ref all);

    public int Of(EntityId user) => byUser.GetValueOrDefault(user);

    public void Add(EntityId user, int change)
    {
        Interlocked.Add(ref all, change);
        if (byUser.AddOrUpdate(user, change, (_, before) => before + change) == 0)
        {
            byUser.TryRemove(KeyValuePair.Create(user, 0));
        }
    }
}
