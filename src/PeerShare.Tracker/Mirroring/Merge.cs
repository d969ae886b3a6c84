using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>What a page of a mirror brings. Merging is commutative and may be repeated: the greater stamp wins.</summary>
/// <param name="Records">Whole batches or parts of them.</param>
internal sealed record Merge(IReadOnlyList<Record> Records)
{
    public static Merge Nothing { get; } = new([]);

    /// <summary>How far everything is known after this; empty before the last page.</summary>
    public IReadOnlyCollection<Stamp> Heads { get; init; } = [];

    /// <summary>Records that the mirror has pruned; they go unless they were replaced meanwhile.</summary>
    public IReadOnlyList<Record> Gone { get; init; } = [];

    /// <summary>Blobs that records speak of.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Blobs { get; init; } = [];

    /// <summary>What the clock must be past before anything is written in the knowledge of this.</summary>
    public IEnumerable<Stamp> Stamps => Records.Select(record => record.Stamp).Concat(Heads);

    public bool IsEmpty => Records.Count + Heads.Count + Gone.Count + Blobs.Count == 0;

    /// <summary>Writes what is new. A record that our own vector covers is here, or what beat it is, or its tombstone was pruned: it must
    /// not come back.</summary>
    /// <returns>What to put into the view: the records that won, and a tombstone for each that is gone.</returns>
    public async ValueTask<IReadOnlyList<Record>> WriteAsync(IRecordStore store)
    {
        var known = await store.HeadsAsync();
        var gone = new List<Record>();
        foreach (var record in Gone)
        {
            if (await store.GetAsync(record.Key) is { } now && now.Stamp == record.Stamp)
            {
                gone.Add(new Record(record.Key, Record.EmptyBody, default, Deleted: true));
            }
        }

        var batch = new RecordBatch([.. Records.Where(record => !known.Covers(record.Stamp))])
        {
            Heads = [.. Heads.Where(head => !known.Covers(head))],
            Forgotten = [.. gone.Select(record => record.Key)],
            Blobs = Blobs,
        };
        return batch.IsEmpty ? [] : [.. await store.AppendAsync(batch), .. gone];
    }
}
