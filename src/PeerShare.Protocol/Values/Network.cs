using System.Buffers.Binary;
using System.Net;

namespace PeerShare.Protocol.Values;

/// <summary>Whom limits by address hold together: an IPv4 address, or the first half of an IPv6 one, which names a household whose the rest
/// is to choose.</summary>
public readonly record struct Network
{
    private const int LongestAddress = 16;
    private const int ShortestAddress = 4;

    private readonly ulong prefix;
    private readonly int addressLength;

    private Network(ReadOnlySpan<byte> address)
    {
        addressLength = address.Length;
        prefix = addressLength == ShortestAddress ? BinaryPrimitives.ReadUInt32BigEndian(address) : BinaryPrimitives.ReadUInt64BigEndian(address);
    }

    /// <param name="address">Null is a network of its own.</param>
    public static Network Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[LongestAddress];
        address.Plain().TryWriteBytes(bytes, out var written);
        return new Network(bytes[..written]);
    }
}
