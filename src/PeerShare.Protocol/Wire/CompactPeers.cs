using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Wire;

/// <summary>Lists of addresses as 4 (BEP 23) or 16 (BEP 7) address bytes and a big-endian port each.</summary>
public static class CompactPeers
{
    /// <summary>Bytes of an IPv4 peer.</summary>
    public const int V4Size = 6;

    /// <summary>Bytes of an IPv6 peer.</summary>
    public const int V6Size = 18;

    /// <summary>Adds the peers of a list to <paramref name="into"/> until that holds <paramref name="most"/>; a port of 0 is passed over.</summary>
    /// <param name="source">The list.</param>
    /// <param name="size"><see cref="V4Size"/> or <see cref="V6Size"/>.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="most">Most peers to hold.</param>
    /// <returns>False when <paramref name="source"/> is not a whole number of peers; nothing is added then.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, int size, ICollection<IPEndPoint> into, int most)
    {
        if (source.Length % size != 0)
        {
            return false;
        }

        for (; !source.IsEmpty && into.Count < most; source = source[size..])
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(source[(size - 2)..]);
            if (port != 0)
            {
                into.Add(new IPEndPoint(new IPAddress(source[..(size - 2)]).Plain(), port));
            }
        }

        return true;
    }

    /// <summary>The peers of one family; IPv4 addresses in IPv6 clothes count as IPv4, as dual-mode sockets report them.</summary>
    /// <param name="peers">Peers of any family.</param>
    /// <param name="size"><see cref="V4Size"/> or <see cref="V6Size"/>.</param>
    public static byte[] Write(IEnumerable<IPEndPoint> peers, int size)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Span<byte> peer = stackalloc byte[size];
        foreach (var endPoint in peers)
        {
            if (endPoint.Address.Plain().TryWriteBytes(peer, out var written) && written == size - 2)
            {
                BinaryPrimitives.WriteUInt16BigEndian(peer[written..], (ushort)endPoint.Port);
                bytes.Write(peer);
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
