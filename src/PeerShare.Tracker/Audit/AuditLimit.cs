using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Audit;

/// <summary>Forgets a group's oldest entries, now and then, so that no group fills the disk. Every tracker does it for itself and leaves
/// no tombstones: what one has forgotten is older than all that any of them must keep.</summary>
/// <param name="store">What is there.</param>
/// <param name="mostKept">The newest of each group that are always kept.</param>
internal sealed class AuditLimit(IRecordStore store, int mostKept = AuditLimit.MostKept)
{
    public const int MostKept = 10_000;

    /// <summary>So many more may be there: to look after each would be a waste.</summary>
    public const int MostBetween = 1_000;

    /// <summary>For each group written to since the start: entries since it was looked at.</summary>
    private readonly Dictionary<EntityId, int> fresh = [];

    /// <param name="written">What is on the disk now.</param>
    public async ValueTask FollowAsync(IEnumerable<Record> written)
    {
        foreach (var group in written.Where(record => record.Key is { Kind: RecordKind.AuditEntry, IsKnown: true }).GroupBy(record => record.Key.First))
        {
            var isDue = !fresh.TryGetValue(group.Key, out var before) || before + group.Count() >= MostBetween;
            fresh[group.Key] = isDue ? 0 : before + group.Count();
            await (isDue ? TrimAsync(group.Key) : ValueTask.CompletedTask);
        }
    }

    private async ValueTask TrimAsync(EntityId group)
    {
        try
        {
            var prefix = group.ToArray();
            var surplus = await store.CountAsync(RecordKind.AuditEntry, prefix) - mostKept;
            if (surplus > 0)
            {
                var oldest = await store.ReadAsync(RecordKind.AuditEntry, prefix, prefix, surplus);
                await store.AppendAsync(new RecordBatch([]) { Forgotten = [.. oldest.Select(record => record.Key)] });
            }
        }
        catch (StoreFailure)
        {
            // What was written stands all the same; the next entry looks again.
            fresh.Remove(group);
        }
    }
}
