using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>A part of what a mirror answers to "here is my vector, send what I lack". All pages of an answer are of one moment.</summary>
/// <param name="Heads">How far the mirror's records go.</param>
/// <param name="Records">In the order of origin and stamp.</param>
/// <param name="IsLast">No page follows.</param>
/// <param name="IsCopy">The asker lacks tombstones that were pruned, so this is of everything that there is.</param>
internal sealed record Page(VersionVector Heads, IReadOnlyList<Record> Records, bool IsLast, bool IsCopy)
{
    /// <summary>Up to where tombstones were pruned there.</summary>
    public VersionVector Horizon { get; init; } = VersionVector.Empty;

    /// <summary>How far ahead of the clock its latest stamp is.</summary>
    public TimeSpan AheadOf(long nowMillis) => TimeSpan.FromMilliseconds(
        Heads.Heads.Values.Concat(Records.Select(record => record.Stamp)).Select(stamp => stamp.Millis - nowMillis).DefaultIfEmpty(0).Max());
}
