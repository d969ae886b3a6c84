using System.Diagnostics.CodeAnalysis;

namespace PeerShare.Tracker.Accounts;

/// <summary>Keeps only so many values, and drops the one that was put the longest ago. A full one allocates nothing. Not for several threads
/// at once.</summary>
/// <param name="most">Values.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> nodes = [];
    private readonly LinkedList<KeyValuePair<TKey, TValue>> byUse = new();

    public bool TryFind(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isThere = nodes.TryGetValue(key, out var node);
        value = isThere ? node!.Value.Value : default;
        return isThere;
    }

    public void Put(TKey key, TValue value)
    {
        if (nodes.TryGetValue(key, out var node))
        {
            byUse.Remove(node);
        }
        else
        {
            nodes[key] = node = nodes.Count < most ? new LinkedListNode<KeyValuePair<TKey, TValue>>(default) : TakeOldest();
        }

        node.Value = KeyValuePair.Create(key, value);
        byUse.AddLast(node);
    }

    private LinkedListNode<KeyValuePair<TKey, TValue>> TakeOldest()
    {
        var oldest = byUse.First!;
        nodes.Remove(oldest.Value.Key);
        byUse.Remove(oldest);
        return oldest;
    }
}
