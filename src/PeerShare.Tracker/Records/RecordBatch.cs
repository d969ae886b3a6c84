using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>What is written together: all of it or nothing.</summary>
/// <param name="Records">Later ones of the same key beat earlier ones.</param>
internal sealed record RecordBatch(IReadOnlyList<Record> Records)
{
    /// <summary>Blobs that the records speak of; one that is there already stays as it is.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Blobs { get; init; } = [];

    /// <summary>How far origins are known after this.</summary>
    public IReadOnlyCollection<Stamp> Heads { get; init; } = [];

    /// <summary>Records that leave no tombstone: their time is over on every tracker by itself, or every mirror knows already.</summary>
    public IReadOnlyList<RecordKey> Forgotten { get; init; } = [];

    /// <summary>Blobs that nothing speaks of any more.</summary>
    public IReadOnlyList<BlobHash> ForgottenBlobs { get; init; } = [];

    /// <summary>Stamps of tombstones that are forgotten with this: who does not know them cannot hear of them here any more.</summary>
    public IReadOnlyCollection<Stamp> Horizon { get; init; } = [];

    public bool IsEmpty => Records.Count + Blobs.Count + Heads.Count + Forgotten.Count + ForgottenBlobs.Count + Horizon.Count == 0;
}
