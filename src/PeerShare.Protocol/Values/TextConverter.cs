using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerShare.Protocol.Values;

/// <summary>A value that JSON shows as a short text.</summary>
internal abstract class TextConverter<T> : JsonConverter<T>
{
    private const int LongestText = 128;

    protected abstract bool TryParse(ReadOnlySpan<char> text, out T value);

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[LongestText];
        return reader.TokenType == JsonTokenType.String
            && !reader.HasValueSequence
            && reader.ValueSpan.Length <= LongestText
            && TryParse(text[..reader.CopyString(text)], out var value)
                ? value
                : throw new JsonException($"this is no {typeof(T).Name}");
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue($"{value}");
}

internal sealed class EntityIdConverter : TextConverter<EntityId>
{
    protected override bool TryParse(ReadOnlySpan<char> text, out EntityId value) => EntityId.TryParse(text, out value);
}

internal sealed class InfoHashConverter : TextConverter<InfoHash>
{
    protected override bool TryParse(ReadOnlySpan<char> text, out InfoHash value) => InfoHash.TryParseHex(text, out value);
}
