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
    IAsyncEnumerable<Record> ScanAsync();

    /// <summary>A page of what a vector does not cover, in the order of origin and stamp.</summary>
    /// <param name="known">What the asker has.</param>
    /// <param name="after">The last stamp of the page before; null for the first page.</param>
    /// <param name="most">Most records of the page.</param>
    ValueTask<IReadOnlyList<Record>> ReadSinceAsync(VersionVector known, Stamp? after, int most);

    ValueTask<VersionVector> HeadsAsync();

    ValueTask<byte[]?> ReadBlobAsync(BlobHash hash);
}
