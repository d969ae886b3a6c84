using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace PeerShare.Protocol.Values;

/// <summary>The 20 bytes that name a torrent: SHA-1 of the raw bytes of its <c>info</c> value (BEP 3).</summary>
[JsonConverter(typeof(InfoHashConverter))]
public readonly struct InfoHash : IEquatable<InfoHash>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly Bytes20 bytes;

    /// <exception cref="ArgumentException"><paramref name="source"/> is not 20 bytes.</exception>
    public InfoHash(ReadOnlySpan<byte> source) => bytes = Bytes20.From(source);

    /// <summary>All zeros: in a ring "whichever file you serve".</summary>
    public static InfoHash Any => default;

    /// <summary>SHA-1 of the <c>info</c> bytes exactly as they stand in the file.</summary>
    public static InfoHash Of(ReadOnlySpan<byte> info)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA1.HashData(info, hash);
        return new InfoHash(hash);
    }

    /// <summary>Reads 40 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out InfoHash hash)
    {
        Span<byte> parsed = stackalloc byte[Size];
        var good = text.Length == 2 * Size
            && Convert.FromHexString(text, parsed, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = good ? new InfoHash(parsed) : default;
        return good;
    }

    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)bytes).CopyTo(destination);

    public byte[] ToArray() => ((ReadOnlySpan<byte>)bytes).ToArray();

    public bool Equals(InfoHash other) => ((ReadOnlySpan<byte>)bytes).SequenceEqual(other.bytes);

    public override bool Equals(object? obj) => obj is InfoHash other && Equals(other);

    public override int GetHashCode() => Unsafe.ReadUnaligned<int>(in bytes[0]);

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(bytes);

    public static bool operator ==(InfoHash left, InfoHash right) => left.Equals(right);

    public static bool operator !=(InfoHash left, InfoHash right) => !left.Equals(right);
}
