using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Forgets tombstones that every mirror has. Who does not have them after all, because it was restored from an old backup or
/// was not known, lies below the horizon and is sent a full copy.</summary>
internal static class Pruning
{
    /// <summary>Tombstones stay this long at least: no page that is under way now is older.</summary>
    public const long LeastAgeMillis = 3_600_000;

    private const int MostAtOnce = 5_000;

    /// <param name="store">What is there.</param>
    /// <param name="mirrors">What each mirror has, as it said last.</param>
    /// <param name="nowMillis">The machine's clock.</param>
    public static async ValueTask<RecordBatch> PruneAsync(this IRecordStore store, IEnumerable<VersionVector> mirrors, long nowMillis)
    {
        var seen = mirrors.Aggregate(await store.HeadsAsync(), (all, own) => all.Common(own));
        var tombstones = await store.TombstonesAsync(seen, nowMillis - LeastAgeMillis, MostAtOnce);
        var batch = new RecordBatch([])
        {
            Forgotten = [.. tombstones.Select(record => record.Key)],
            Horizon = [.. tombstones.Select(record => record.Stamp)],
        };
        await (batch.IsEmpty ? ValueTask.CompletedTask : AppendAsync(store, batch));
        return batch;
    }

    private static async ValueTask AppendAsync(IRecordStore store, RecordBatch batch) => await store.AppendAsync(batch);
}
