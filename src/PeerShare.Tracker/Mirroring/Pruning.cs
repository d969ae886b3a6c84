using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Forgets tombstones that every mirror has. Who does not have them after all, because it was restored from an old backup or
/// was not known, lies below the horizon and is sent a full copy. The torrent of a file that was taken out goes with its tombstone.</summary>
internal static class Pruning
{
    /// <summary>Tombstones stay this long at least: no page that is under way now is older.</summary>
    public const long LeastAgeMillis = 3_600_000;

    private const int MostAtOnce = 5_000;

    /// <param name="store">What is there.</param>
    /// <param name="mirrors">What each mirror has, as it said last.</param>
    /// <param name="nowMillis">The machine's clock.</param>
    /// <param name="isNeeded">Does another file have the torrent of one that was taken out?</param>
    public static async ValueTask<RecordBatch> PruneAsync(
        this IRecordStore store, IEnumerable<VersionVector> mirrors, long nowMillis, Func<FileBody, bool> isNeeded)
    {
        var seen = mirrors.Aggregate(await store.HeadsAsync(), (all, own) => all.Common(own));
        var tombstones = await store.TombstonesAsync(seen, nowMillis - LeastAgeMillis, MostAtOnce);
        var batch = new RecordBatch([])
        {
            Forgotten = [.. tombstones.Select(record => record.Key)],
            ForgottenBlobs = [.. tombstones.Select(FileOf).OfType<FileBody>().Where(file => !isNeeded(file)).Select(file => file.Torrent)],
            Horizon = [.. tombstones.Select(record => record.Stamp)],
        };
        await (batch.IsEmpty ? ValueTask.CompletedTask : AppendAsync(store, batch));
        return batch;
    }

    private static FileBody? FileOf(Record tombstone) =>
        tombstone is { TellsWhatItWas: true, Key: { IsKnown: true, Kind: RecordKind.File } } ? RecordJson.Decode<FileBody>(tombstone.Body) : null;

    private static async ValueTask AppendAsync(IRecordStore store, RecordBatch batch) => await store.AppendAsync(batch);
}
