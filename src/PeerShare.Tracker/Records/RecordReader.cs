using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>Makes something of a record whose bytes are gone afterwards.</summary>
internal delegate T RecordReader<out T>(RecordKind kind, ReadOnlySpan<byte> id, Stamp stamp, bool deleted, ReadOnlySpan<byte> body);

internal static class RecordReading
{
    /// <summary>Every record whole, tombstones too, in the order of kind and id.</summary>
    /// <param name="store">Any.</param>
    /// <param name="last">Kinds after this one are left out.</param>
    public static IAsyncEnumerable<Record> ScanAsync(this IRecordStore store, RecordKind last = (RecordKind)byte.MaxValue) => store.ScanAsync(Whole, last);

    /// <summary>The record itself.</summary>
    public static Record Whole(RecordKind kind, ReadOnlySpan<byte> id, Stamp stamp, bool deleted, ReadOnlySpan<byte> body) =>
        new(new RecordKey(kind, id), body.ToArray(), stamp, deleted);
}
