using System.Buffers.Binary;
using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Policies;

/// <summary>Links of a ring as policies see them, made by hand.</summary>
internal static class RingLinks
{
    public static PeerId Peer(int number)
    {
        var id = new byte[PeerId.Size];
        BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(PeerId.Size - 4), number);
        return new PeerId(id);
    }

    public static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    public static LinkFacts Link(int number, IPEndPoint address, bool dialled, int chunks = 10, long now = 0) =>
        new(new LinkId(number), new PeerCard(Peer(number), address, dialled, Fast: true, Extended: true), chunks, now) { Next = At(1) };
}
