using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>Keeps records in memory: for tests, and for a tracker that shall leave nothing behind.</summary>
internal sealed class MemoryRecordStore : IRecordStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<RecordKey, Record> records = [];
    private readonly Dictionary<BlobHash, byte[]> blobs = [];
    private VersionVector heads = VersionVector.Empty;

    public ValueTask<IReadOnlyList<Record>> AppendAsync(RecordBatch batch)
    {
        lock (gate)
        {
            var winners = batch.Records.Where(TryPut).ToList();
            foreach (var blob in batch.Blobs)
            {
                blobs.TryAdd(BlobHash.Of(blob.Span), blob.ToArray());
            }

            foreach (var key in batch.Forgotten)
            {
                records.Remove(key);
            }

            heads = heads.With(VersionVector.Of(batch.Heads));
            return ValueTask.FromResult<IReadOnlyList<Record>>(winners);
        }
    }

    public ValueTask<Record?> GetAsync(RecordKey key)
    {
        lock (gate)
        {
            return ValueTask.FromResult(records.GetValueOrDefault(key));
        }
    }

    public IAsyncEnumerable<Record> ScanAsync()
    {
        lock (gate)
        {
            return records.Values
                .OrderBy(record => record.Key.Kind)
                .ThenBy(record => Convert.ToHexString(record.Key.Id), StringComparer.Ordinal)
                .ToList()
                .ToAsyncEnumerable();
        }
    }

    public ValueTask<IReadOnlyList<Record>> ReadSinceAsync(VersionVector known, Stamp? after, int most)
    {
        lock (gate)
        {
            var page = records.Values
                .Where(record => !known.Covers(record.Stamp) && (after is not { } last || Order(record.Stamp).CompareTo(Order(last)) > 0))
                .OrderBy(record => Order(record.Stamp))
                .Take(most)
                .ToList();
            return ValueTask.FromResult<IReadOnlyList<Record>>(page);
        }
    }

    public ValueTask<VersionVector> HeadsAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult(heads);
        }
    }

    public ValueTask<byte[]?> ReadBlobAsync(BlobHash hash)
    {
        lock (gate)
        {
            return ValueTask.FromResult(blobs.GetValueOrDefault(hash));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (long Origin, long Millis, int Counter) Order(Stamp stamp) => (stamp.Origin, stamp.Millis, stamp.Counter);

    private bool TryPut(Record record)
    {
        var wins = !records.TryGetValue(record.Key, out var before) || record.Beats(before);
        if (wins)
        {
            records[record.Key] = record;
        }

        return wins;
    }
}
