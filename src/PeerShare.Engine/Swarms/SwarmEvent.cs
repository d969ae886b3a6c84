using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>What can happen to a swarm. A closed family: everything that a swarm takes.</summary>
public abstract record SwarmEvent
{
    private SwarmEvent()
    {
    }

    /// <summary>Handshakes are done; messages of this link may follow.</summary>
    public sealed record LinkUp(LinkId Link, PeerCard Card) : SwarmEvent;

    /// <summary>The link ended, by whoever's will; nothing of it follows.</summary>
    public sealed record LinkDown(LinkId Link, string Reason) : SwarmEvent;

    /// <summary>Nobody answered there, or no handshake came about.</summary>
    public sealed record DialFailed(IPEndPoint Address, string Reason) : SwarmEvent;

    /// <summary>One run of messages, in the order in which they came. The first <paramref name="Count"/> of the array;
    /// whoever posted the event gets the array back after it was handled.</summary>
    public sealed record Run(LinkId Link, Received[] Messages, int Count) : SwarmEvent;

    /// <summary>Bytes of blocks handed to <see cref="ISwarmHost.Upload"/> went to the operating system.</summary>
    public sealed record Uploaded(LinkId Link, int Blocks, long Bytes) : SwarmEvent;

    /// <summary>The block could not be read from the store.</summary>
    public sealed record UploadFailed(LinkId Link, BlockRange Block, string Reason) : SwarmEvent;

    /// <summary>Hashed, equal, written.</summary>
    public sealed record PieceStored(PieceIndex Piece) : SwarmEvent;

    /// <summary>Hashed, not equal.</summary>
    public sealed record PieceCorrupt(PieceIndex Piece) : SwarmEvent;

    /// <summary>Equal, but not written (a full disk): the download pauses with this reason.</summary>
    public sealed record StoreFailed(PieceIndex Piece, string Reason) : SwarmEvent;

    /// <summary>Pieces that we had are not in the store any more: they are fetched again.</summary>
    public sealed record PiecesLost(IReadOnlyList<PieceIndex> Pieces, string Reason) : SwarmEvent;

    /// <summary>The reason of the last <see cref="StoreFailed"/> is gone, or a person wants to try again.</summary>
    public sealed record Resumed : SwarmEvent;

    /// <summary>A person paused the download; serving goes on.</summary>
    public sealed record Paused : SwarmEvent;

    /// <summary>Memory that <see cref="ISwarmHost.Reserve"/> refused is there again.</summary>
    public sealed record MemoryFreed : SwarmEvent;

    /// <summary>Addresses of peers, given by hand or by a tracker.</summary>
    public sealed record PeersFound(IReadOnlyList<IPEndPoint> Addresses) : SwarmEvent;

    /// <summary>Time passed; about ten a second.</summary>
    public sealed record Tick : SwarmEvent;
}
