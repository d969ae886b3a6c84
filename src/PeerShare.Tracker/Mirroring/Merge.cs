using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>What a page of a mirror brings. Merging is commutative and may be repeated: the greater stamp wins. What is older than
/// tombstones that are pruned here cannot be compared with them any more, and is written anew.</summary>
/// <param name="Records">Whole batches or parts of them.</param>
internal sealed record Merge(IReadOnlyList<Record> Records)
{
    public static Merge Nothing { get; } = new([]);

    /// <summary>How far everything is known after this; empty before the last page.</summary>
    public IReadOnlyCollection<Stamp> Heads { get; init; } = [];

    /// <summary>What the pages of a copy were together; null before the last, and when they were none.</summary>
    public MirrorCopy? Copy { get; init; }

    /// <summary>Blobs that records speak of.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Blobs { get; init; } = [];

    /// <summary>What the clock must be past before anything is written in the knowledge of this.</summary>
    public IEnumerable<Stamp> Stamps => Records.Select(record => record.Stamp).Concat(Heads);

    /// <summary>Writes what is new. A record that our own vector covers is here, or what beat it is, or its tombstone was pruned: it must
    /// not come back.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="next">Makes a fresh stamp of this tracker, greater than all of <see cref="Stamps"/>.</param>
    /// <returns>What to put into the view: the records that won, and a tombstone for each that is gone.</returns>
    public async ValueTask<IReadOnlyList<Record>> WriteAsync(IRecordStore store, Func<Stamp> next)
    {
        var known = await store.HeadsAsync();
        var pruned = (await store.HorizonAsync()).Greatest;
        var (fresh, anew) = (new List<Record>(), new List<Stamp>());
        foreach (var record in Records.Where(record => !known.Covers(record.Stamp)))
        {
            if (await IsUnsureAsync(record, pruned, store))
            {
                anew.Add(next());
                fresh.Add(record with { Stamp = anew[^1] });
            }
            else
            {
                fresh.Add(record);
            }
        }

        var missing = Copy is null ? [] : (await Copy.MissingAsync(store)).Except(fresh.Select(record => record.Key)).ToList();
        var batch = new RecordBatch(fresh)
        {
            Heads = [.. Heads.Where(head => !known.Covers(head)), .. anew],
            Forgotten = missing,
            Horizon = [.. Copy?.Horizon.Heads.Values ?? []],
            Blobs = Blobs,
        };
        return batch.IsEmpty ? [] : [.. await store.AppendAsync(batch), .. missing.Select(Record.Nothing)];
    }

    /// <summary>Its writer, which was restored and whose clock is slow, did not know of tombstones that are pruned since. Other trackers may
    /// still have one of this key, or not: only a fresh stamp means the same to all.</summary>
    private static async ValueTask<bool> IsUnsureAsync(Record record, Stamp pruned, IRecordStore store) =>
        !record.Deleted && record.Stamp < pruned && await store.GetAsync(record.Key) is null;
}
