using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace PeerShare.Protocol.Values;

/// <summary>The 20 bytes by which a node names itself (BEP 3, BEP 20: <c>-PS0001-</c> and 12 random bytes).</summary>
public readonly struct PeerId : IEquatable<PeerId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private const string Prefix = "-PS0001-";

    private readonly Bytes20 bytes;

    /// <exception cref="ArgumentException"><paramref name="source"/> is not 20 bytes.</exception>
    public PeerId(ReadOnlySpan<byte> source) => bytes = Bytes20.From(source);

    /// <summary>A fresh id of this client, from the operating system's randomness.</summary>
    public static PeerId Create()
    {
        Span<byte> id = stackalloc byte[Size];
        RandomNumberGenerator.Fill(id);
        Encoding.ASCII.GetBytes(Prefix, id);
        return new PeerId(id);
    }

    /// <summary>Reads 40 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(string? text, out PeerId id)
    {
        var good = InfoHash.TryParseHex(text, out var bytes);
        id = good ? new PeerId(bytes.ToArray()) : default;
        return good;
    }

    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)bytes).CopyTo(destination);

    public byte[] ToArray() => ((ReadOnlySpan<byte>)bytes).ToArray();

    public bool Equals(PeerId other) => ((ReadOnlySpan<byte>)bytes).SequenceEqual(other.bytes);

    public override bool Equals(object? obj) => obj is PeerId other && Equals(other);

    public override int GetHashCode() => Unsafe.ReadUnaligned<int>(in bytes[16]);

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(bytes);

    public static bool operator ==(PeerId left, PeerId right) => left.Equals(right);

    public static bool operator !=(PeerId left, PeerId right) => !left.Equals(right);
}
