using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>A copy of what was in memory.</summary>
internal sealed class MemoryMoment(IReadOnlyCollection<Record> records, VersionVector heads, VersionVector horizon) : IRecordMoment
{
    public VersionVector Heads => heads;

    public VersionVector Horizon => horizon;

    public IReadOnlyList<Record> ReadSince(VersionVector known, Stamp? after, int most) =>
    [
        .. records
            .Where(record => !known.Covers(record.Stamp) && (after is not { } last || Order(record.Stamp).CompareTo(Order(last)) > 0))
            .OrderBy(record => Order(record.Stamp))
            .Take(most),
    ];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (long Origin, long Millis, int Counter) Order(Stamp stamp) => (stamp.Origin, stamp.Millis, stamp.Counter);
}
