using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>Sessions that were ended before their time; forgotten when their tokens have expired anyway.</summary>
internal sealed class EndedSessions
{
    private readonly HashSet<EntityId> ended = [];
    private readonly PriorityQueue<EntityId, long> byExpiry = new();

    public bool Contains(EntityId session) => ended.Contains(session);

    public void Put(EntityId session, EndedSessionBody? end)
    {
        if (end is null)
        {
            ended.Remove(session);
        }
        else if (ended.Add(session))
        {
            byExpiry.Enqueue(session, end.Expires);
        }
    }

    /// <summary>The keys of those that have expired; they are no longer known here afterwards.</summary>
    public IReadOnlyList<RecordKey> TakeExpired(long nowMillis, int most)
    {
        var expired = new List<RecordKey>();
        while (expired.Count < most && byExpiry.TryPeek(out var session, out var expires) && expires < nowMillis)
        {
            byExpiry.Dequeue();
            ended.Remove(session);
            expired.Add(RecordKey.Of(RecordKind.EndedSession, session));
        }

        return expired;
    }
}
