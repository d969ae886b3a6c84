using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace PeerShare.Protocol.Values;

/// <summary>The random name of a user, group, file, node, session or request: 128 bits.</summary>
[JsonConverter(typeof(EntityIdConverter))]
public readonly record struct EntityId(UInt128 Value) : IComparable<EntityId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    /// <summary>Length as text.</summary>
    public const int Digits = 2 * Size;

    /// <summary>A fresh id from the operating system's randomness.</summary>
    public static EntityId Create()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>The id of a user, group or file that a client makes. It follows from the number that the client chose, so that a command which
    /// several trackers do makes the same, and does not tell it: peers see ids, and who has seen one must not be able to make the same
    /// at a tracker that has not heard of it yet.</summary>
    /// <param name="chosen">32 hexadecimal digits.</param>
    /// <param name="id">Made of them.</param>
    public static bool TryMake(ReadOnlySpan<char> chosen, out EntityId id)
    {
        var good = TryParse(chosen, out var number);
        id = good ? Read(SHA256.HashData(number.ToArray())) : default;
        return good;
    }

    /// <summary>Reads 16 bytes, the greatest first.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> is shorter.</exception>
    public static EntityId Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt128BigEndian(source));

    /// <summary>Reads 32 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EntityId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var good = text.Length == Digits && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        id = good ? Read(bytes) : default;
        return good;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    public int CompareTo(EntityId other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    public static bool operator <(EntityId left, EntityId right) => left.Value < right.Value;

    public static bool operator >(EntityId left, EntityId right) => left.Value > right.Value;

    public static bool operator <=(EntityId left, EntityId right) => left.Value <= right.Value;

    public static bool operator >=(EntityId left, EntityId right) => left.Value >= right.Value;
}
