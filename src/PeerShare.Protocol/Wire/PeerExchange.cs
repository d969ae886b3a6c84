using System.Diagnostics.CodeAnalysis;
using System.Net;
using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Wire;

/// <summary>Tells a peer whom we met and lost since the last message (BEP 11, <c>ut_pex</c>); at most one a minute, and never for
/// a private torrent (BEP 27). The flags beside the addresses are written as 0 and not read.</summary>
/// <param name="Added">Peers that we are connected to now.</param>
/// <param name="Dropped">Peers that we are no longer connected to.</param>
public sealed record PeerExchange(IReadOnlyList<IPEndPoint> Added, IReadOnlyList<IPEndPoint> Dropped)
{
    /// <summary>The extension's name in <see cref="ExtensionHandshake.Ids"/>.</summary>
    public const string Name = "ut_pex";

    /// <summary>Most addresses that are read of a message's added, and of its dropped; the others are passed over.</summary>
    public const int MostRead = 100;

    /// <summary>Most addresses that are written as added, and as dropped.</summary>
    public const int MostWritten = 50;

    public static bool TryRead(ReadOnlyMemory<byte> source, [NotNullWhen(true)] out PeerExchange? exchange)
    {
        exchange = BencodeValue.TryParseDictionary(source, out var keys, out _)
            && Read(keys, "added") is { } added
            && Read(keys, "dropped") is { } dropped
            ? new PeerExchange(added, dropped)
            : null;
        return exchange is not null;
    }

    /// <summary>Writes the first <see cref="MostWritten"/> of each list.</summary>
    public byte[] Encode()
    {
        var added = Added.Take(MostWritten).ToList();
        var added4 = CompactPeers.Write(added, CompactPeers.V4Size);
        var added6 = CompactPeers.Write(added, CompactPeers.V6Size);
        var dropped = Dropped.Take(MostWritten).ToList();
        return BencodeWriter.Encode(writer => writer.BeginDictionary()
            .Bytes("added", added4)
            .Bytes("added.f", new byte[added4.Length / CompactPeers.V4Size])
            .Bytes("added6", added6)
            .Bytes("added6.f", new byte[added6.Length / CompactPeers.V6Size])
            .Bytes("dropped", CompactPeers.Write(dropped, CompactPeers.V4Size))
            .Bytes("dropped6", CompactPeers.Write(dropped, CompactPeers.V6Size))
            .End());
    }

    private static List<IPEndPoint>? Read(BencodeDictionary keys, string name)
    {
        var peers = new List<IPEndPoint>();
        var good = CompactPeers.TryRead((keys.Bytes(name) ?? default).Span, CompactPeers.V4Size, peers, MostRead)
            && CompactPeers.TryRead((keys.Bytes(name + "6") ?? default).Span, CompactPeers.V6Size, peers, MostRead);
        return good ? peers : null;
    }
}
