using System.Diagnostics.CodeAnalysis;

namespace PeerShare.Protocol.Bencode;

/// <summary>A bencoded value that was read; one of <see cref="BencodeNumber"/>, <see cref="BencodeBytes"/>,
/// <see cref="BencodeList"/>, <see cref="BencodeDictionary"/>. Two values are equal when their bytes are.</summary>
public abstract class BencodeValue : IEquatable<BencodeValue>
{
    private protected BencodeValue(ReadOnlyMemory<byte> raw) => Raw = raw;

    /// <summary>The value's bytes exactly as they stand in the source, which it keeps alive.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Reads one value that fills <paramref name="source"/>; keys may stand in any order.</summary>
    /// <param name="source">The bytes; not copied, so they may not change while the value is in use.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="error">What is wrong and at which byte, or null.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out BencodeValue? value,
        [NotNullWhen(false)] out string? error)
    {
        if (TryParsePrefix(source, out value, out error) && value.Raw.Length < source.Length)
        {
            error = $"something follows the value at byte {value.Raw.Length}";
            value = null;
        }

        return value is not null;
    }

    /// <summary>Reads one value from the front; what follows it begins where its <see cref="Raw"/> ends.</summary>
    public static bool TryParsePrefix(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out BencodeValue? value,
        [NotNullWhen(false)] out string? error)
    {
        var reader = new BencodeReader(source.Span);
        var tree = new BencodeTree(source);
        while (reader.TryRead() && tree.TryAdd(reader))
        {
        }

        error = reader.Fault ?? tree.Fault;
        value = error is null ? tree.Root : null;
        error = value is null ? $"{error} at byte {reader.Start}" : null;
        return value is not null;
    }

    /// <summary>Reads one dictionary that fills <paramref name="source"/>.</summary>
    public static bool TryParseDictionary(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out BencodeDictionary? dictionary,
        [NotNullWhen(false)] out string? error)
    {
        dictionary = TryParse(source, out var value, out error) ? value as BencodeDictionary : null;
        error ??= dictionary is null ? "not a dictionary" : null;
        return dictionary is not null;
    }

    public bool Equals(BencodeValue? other) => other is not null && Raw.Span.SequenceEqual(other.Raw.Span);

    public override bool Equals(object? obj) => Equals(obj as BencodeValue);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Raw.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{GetType().Name} of {Raw.Length} bytes";
}
