using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>Where everything durable lies: for every key the version that wins, blobs, and how far origins are known. One caller
/// appends; the others may read meanwhile. Every failure of the disk is a <see cref="StoreFailure"/>.</summary>
internal interface IRecordStore : IAsyncDisposable
{
    /// <summary>Writes a batch as one; when this returns, it is on the disk. A record that does not beat what is there is passed over.</summary>
    /// <returns>The records that won, in their order.</returns>
    ValueTask<IReadOnlyList<Record>> AppendAsync(RecordBatch batch);

    ValueTask<Record?> GetAsync(RecordKey key);

    /// <summary>Every record, tombstones too, in the order of kind and id.</summary>
    /// <param name="read">Makes of each what is wanted of it.</param>
    /// <param name="last">Kinds after this one are left out.</param>
    IAsyncEnumerable<T> ScanAsync<T>(RecordReader<T> read, RecordKind last);

    /// <summary>Records of one kind whose ids begin with some bytes, in the order of their ids.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="prefix">What the ids begin with, and are longer than.</param>
    /// <param name="after">Only of greater ids than this; the prefix itself for all.</param>
    /// <param name="most">Most that are returned.</param>
    ValueTask<IReadOnlyList<Record>> ReadAsync(RecordKind kind, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> after, int most);

    /// <summary>How many <see cref="ReadAsync"/> could return.</summary>
    ValueTask<int> CountAsync(RecordKind kind, ReadOnlyMemory<byte> prefix);

    /// <summary>The store as it is now, to be read at leisure.</summary>
    ValueTask<IRecordMoment> MomentAsync();

    ValueTask<VersionVector> HeadsAsync();

    /// <summary>For every origin the latest tombstone that was pruned.</summary>
    ValueTask<VersionVector> HorizonAsync();

    /// <summary>Tombstones that a vector covers.</summary>
    /// <param name="seen">What everybody has.</param>
    /// <param name="beforeMillis">Only of stamps before this time.</param>
    /// <param name="most">Most that are returned.</param>
    ValueTask<IReadOnlyList<Record>> TombstonesAsync(VersionVector seen, long beforeMillis, int most);

    /// <summary>Those of some hashes whose blobs are not here.</summary>
    ValueTask<IReadOnlyList<BlobHash>> LackingAsync(IEnumerable<BlobHash> hashes);

    ValueTask<byte[]?> ReadBlobAsync(BlobHash hash);
}
