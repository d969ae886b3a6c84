using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.State;

/// <summary>A record that was read.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Stamp">When and where it was written.</param>
/// <param name="Body">What it says; null when it was deleted, or is of a kind that this version does not know.</param>
internal readonly record struct Fact(RecordKey Key, Stamp Stamp, RecordBody? Body)
{
    /// <exception cref="System.Text.Json.JsonException">The record's body cannot be read.</exception>
    public static Fact Of(Record record) => new(
        record.Key,
        record.Stamp,
        record.Deleted || !record.Key.IsKnown ? null : RecordJson.Decode(record.Key.Kind, record.Body.Span));
}
