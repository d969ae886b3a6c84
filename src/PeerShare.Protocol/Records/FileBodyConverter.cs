using System.Text.Json;
using System.Text.Json.Serialization;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Records;

/// <summary>A tracker reads a million of these when it starts; the general converter takes several times as long and as much memory.</summary>
internal sealed class FileBodyConverter : JsonConverter<FileBody>
{
    private static readonly EntityIdConverter Ids = new();
    private static readonly StampConverter Stamps = new();
    private static readonly InfoHashConverter InfoHashes = new();
    private static readonly BlobHashConverter BlobHashes = new();

    public override FileBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (group, name, claimed, bytes) = (default(EntityId?), default(string), default(Stamp?), default(long?));
        var (infoHash, torrent, by) = (default(InfoHash?), default(BlobHash?), default(EntityId?));
        var torrentBytes = 0;
        Dictionary<string, JsonElement>? unknown = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a file is an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsNext(ref reader, "group"u8))
            {
                group = Ids.Read(ref reader, typeof(EntityId), options);
            }
            else if (IsNext(ref reader, "name"u8))
            {
                name = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("a name is text");
            }
            else if (IsNext(ref reader, "claimed"u8))
            {
                claimed = Stamps.Read(ref reader, typeof(Stamp), options);
            }
            else if (IsNext(ref reader, "bytes"u8))
            {
                bytes = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var length) ? length : throw new JsonException("a length is a whole number");
            }
            else if (IsNext(ref reader, "infoHash"u8))
            {
                infoHash = InfoHashes.Read(ref reader, typeof(InfoHash), options);
            }
            else if (IsNext(ref reader, "torrent"u8))
            {
                torrent = BlobHashes.Read(ref reader, typeof(BlobHash), options);
            }
            else if (IsNext(ref reader, "by"u8))
            {
                by = Ids.Read(ref reader, typeof(EntityId), options);
            }
            else if (IsNext(ref reader, "torrentBytes"u8))
            {
                torrentBytes = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var length) && length >= 0
                    ? length
                    : throw new JsonException("a torrent's length is a whole number");
            }
            else
            {
                var member = reader.GetString() ?? "";
                reader.Read();
                (unknown ??= [])[member] = JsonElement.ParseValue(ref reader);
            }
        }

        return new FileBody(
            group ?? throw Lacking("group"),
            name ?? throw Lacking("name"),
            claimed ?? throw Lacking("claimed"),
            bytes ?? throw Lacking("bytes"),
            infoHash ?? throw Lacking("infoHash"),
            torrent ?? throw Lacking("torrent"),
            by ?? throw Lacking("by"),
            torrentBytes)
        {
            Unknown = unknown,
        };
    }

    public override void Write(Utf8JsonWriter writer, FileBody value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("group"u8, value.Group.ToString());
        writer.WriteString("name"u8, value.Name);
        writer.WriteString("claimed"u8, value.Claimed.ToString());
        writer.WriteNumber("bytes"u8, value.Bytes);
        writer.WriteString("infoHash"u8, value.InfoHash.ToString());
        writer.WriteString("torrent"u8, value.Torrent.ToString());
        writer.WriteString("by"u8, value.By.ToString());
        if (value.TorrentBytes > 0)
        {
            writer.WriteNumber("torrentBytes"u8, value.TorrentBytes);
        }

        foreach (var (member, element) in value.Unknown ?? [])
        {
            writer.WritePropertyName(member);
            element.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static JsonException Lacking(string member) => new($"a file has no {member}");

    /// <summary>Is it this member? Then its value is read.</summary>
    private static bool IsNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> member) => reader.ValueTextEquals(member) && reader.Read();
}
