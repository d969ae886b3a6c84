using System.Buffers.Binary;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>A record that was read, without what only its bytes are good for.</summary>
/// <param name="Kind">None for a record that this version does not know.</param>
/// <param name="First">The first id of the key.</param>
/// <param name="Second">The second, if it has one.</param>
/// <param name="Third">The third, if it has one.</param>
/// <param name="Epoch">Of a grant or end.</param>
/// <param name="Stamp">When and where it was written.</param>
/// <param name="Body">What it says; null when it was deleted.</param>
/// <param name="Removed">The file that was deleted, if its tombstone says what it was.</param>
internal readonly record struct Fact(
    RecordKind Kind, EntityId First, EntityId Second, EntityId Third, int Epoch, Stamp Stamp, RecordBody? Body, FileBody? Removed)
{
    /// <summary>False of what stands for a key of which nothing is kept.</summary>
    public bool IsTombstone => Body is null && Stamp != default;

    /// <exception cref="System.Text.Json.JsonException">The record's body cannot be read.</exception>
    public static Fact Of(Record record) => Read(record.Key.Kind, record.Key.Id, record.Stamp, record.Deleted, record.Body.Span);

    /// <inheritdoc cref="Of"/>
    public static Fact Read(RecordKind kind, ReadOnlySpan<byte> id, Stamp stamp, bool deleted, ReadOnlySpan<byte> body) =>
        !RecordKey.IsLengthOf(kind, id.Length)
            ? default(Fact) with { Stamp = stamp }
            : new Fact(
                kind,
                EntityId.Read(id),
                id.Length >= 2 * EntityId.Size ? EntityId.Read(id[EntityId.Size..]) : default,
                id.Length == 3 * EntityId.Size ? EntityId.Read(id[(2 * EntityId.Size)..]) : default,
                id.Length == 2 * EntityId.Size + sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(id[(2 * EntityId.Size)..]) : 0,
                stamp,
                deleted ? null : RecordJson.Decode(kind, body),
                deleted && kind == RecordKind.File && Record.Tells(body) ? (FileBody)RecordJson.Decode(kind, body) : null);
}
