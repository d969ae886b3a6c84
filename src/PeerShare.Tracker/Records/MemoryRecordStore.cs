using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>Keeps records in memory: for tests, and for a tracker that shall leave nothing behind.</summary>
internal sealed class MemoryRecordStore : IRecordStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<RecordKey, Record> records = [];
    private readonly Dictionary<BlobHash, byte[]> blobs = [];
    private VersionVector heads = VersionVector.Empty;
    private VersionVector horizon = VersionVector.Empty;

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

            foreach (var hash in batch.ForgottenBlobs)
            {
                blobs.Remove(hash);
            }

            heads = heads.With(VersionVector.Of(batch.Heads));
            horizon = horizon.With(VersionVector.Of(batch.Horizon));
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

    public IAsyncEnumerable<T> ScanAsync<T>(RecordReader<T> read, RecordKind last)
    {
        lock (gate)
        {
            return records.Values
                .Where(record => record.Key.Kind <= last)
                .OrderBy(record => record.Key.Kind)
                .ThenBy(record => Convert.ToHexString(record.Key.Id), StringComparer.Ordinal)
                .Select(record => read(record.Key.Kind, record.Key.Id, record.Stamp, record.Deleted, record.Body.Span))
                .ToList()
                .ToAsyncEnumerable();
        }
    }

    public ValueTask<IReadOnlyList<Record>> ReadAsync(RecordKind kind, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> after, int most)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<Record>>(
            [
                .. Beginning(kind, prefix)
                    .Where(record => record.Key.Id.SequenceCompareTo(after.Span) > 0)
                    .OrderBy(record => Convert.ToHexString(record.Key.Id), StringComparer.Ordinal)
                    .Take(most),
            ]);
        }
    }

    public ValueTask<int> CountAsync(RecordKind kind, ReadOnlyMemory<byte> prefix)
    {
        lock (gate)
        {
            return ValueTask.FromResult(Beginning(kind, prefix).Count());
        }
    }

    public ValueTask<IRecordMoment> MomentAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult<IRecordMoment>(new MemoryMoment([.. records.Values], heads, horizon));
        }
    }

    public ValueTask<VersionVector> HeadsAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult(heads);
        }
    }

    public ValueTask<VersionVector> HorizonAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult(horizon);
        }
    }

    public ValueTask<IReadOnlyList<Record>> TombstonesAsync(VersionVector seen, long beforeMillis, int most)
    {
        lock (gate)
        {
            var found = records.Values
                .Where(record => record.Deleted && record.Stamp.Millis < beforeMillis && seen.Covers(record.Stamp))
                .Take(most)
                .ToList();
            return ValueTask.FromResult<IReadOnlyList<Record>>(found);
        }
    }

    public ValueTask<IReadOnlyList<BlobHash>> LackingAsync(IEnumerable<BlobHash> hashes)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<BlobHash>>([.. hashes.Where(hash => !blobs.ContainsKey(hash))]);
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

    private IEnumerable<Record> Beginning(RecordKind kind, ReadOnlyMemory<byte> prefix) =>
        records.Values.Where(record => record.Key.Kind == kind && record.Key.Id.StartsWith(prefix.Span));

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
