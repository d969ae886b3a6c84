using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Records;

/// <summary>SHA-256 of some immutable bytes that lie beside the records.</summary>
[JsonConverter(typeof(BlobHashConverter))]
public readonly record struct BlobHash(UInt128 High, UInt128 Low)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const int Half = Size / 2;

    public static BlobHash Of(ReadOnlySpan<byte> blob)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(blob, hash);
        return Read(hash);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var good = text.Length == 2 * Size && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        hash = good ? Read(bytes) : default;
        return good;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(Half), Low);
        return bytes;
    }

    private static BlobHash Read(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[Half..]));

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}

internal sealed class BlobHashConverter : TextConverter<BlobHash>
{
    protected override bool TryParse(ReadOnlySpan<char> text, out BlobHash value) => BlobHash.TryParse(text, out value);
}
