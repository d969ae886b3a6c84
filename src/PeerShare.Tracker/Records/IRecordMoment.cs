using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>A store as it was at one moment, whatever is written since. A mirror must be told of one moment: a record that is replaced
/// while pages are read moves to another origin, and would be missed in both. Dispose it soon: the store grows meanwhile.</summary>
internal interface IRecordMoment : IAsyncDisposable
{
    /// <summary>How far origins are known.</summary>
    VersionVector Heads { get; }

    /// <summary>For every origin the latest tombstone that was pruned.</summary>
    VersionVector Horizon { get; }

    /// <summary>A page of what a vector does not cover, in the order of origin and stamp.</summary>
    /// <param name="known">What the asker has.</param>
    /// <param name="after">The last stamp of the page before; null for the first page.</param>
    /// <param name="most">Most records of the page.</param>
    IReadOnlyList<Record> ReadSince(VersionVector known, Stamp? after, int most);
}
