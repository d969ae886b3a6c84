using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What a swarm can do. Every call returns at once and decides nothing; its outcome comes back as a
/// <see cref="SwarmEvent"/>. Two implementations: the loop over real sockets, and the simulator.</summary>
public interface ISwarmHost
{
    /// <summary>Connect to a peer: <see cref="SwarmEvent.LinkUp"/> or <see cref="SwarmEvent.DialFailed"/> follows.</summary>
    void Dial(IPEndPoint address);

    /// <summary>End a link: <see cref="SwarmEvent.LinkDown"/> follows.</summary>
    void Drop(LinkId link, string reason);

    /// <summary>Send a message that is neither a request, a cancel nor a block.</summary>
    void Send(LinkId link, in PeerMessage message);

    /// <summary>Take memory for a piece before its first block is requested.</summary>
    /// <returns>False when there is none; <see cref="SwarmEvent.MemoryFreed"/> follows when there is.</returns>
    bool Reserve(PieceIndex piece);

    /// <summary>Give back the memory of a piece that will not be stored.</summary>
    void Release(PieceIndex piece);

    /// <summary>Ask for a block of a reserved piece and note it in the link's request table.</summary>
    void Request(LinkId link, BlockRange block);

    /// <summary>Strike a block from the link's request table; with <paramref name="tell"/> send a cancel too.</summary>
    /// <returns>False when the block has come in already: its message is on its way to the swarm, and nothing is struck.</returns>
    bool Cancel(LinkId link, BlockRange block, bool tell);

    /// <summary>Read a block from the store and send it: <see cref="SwarmEvent.Uploaded"/> or <see cref="SwarmEvent.UploadFailed"/> follows.</summary>
    void Upload(LinkId link, BlockRange block);

    /// <summary>Hash a whole piece, compare, write: <see cref="SwarmEvent.PieceStored"/>, <see cref="SwarmEvent.PieceCorrupt"/> or
    /// <see cref="SwarmEvent.StoreFailed"/> follows, and the piece's memory has been given back whichever it is.</summary>
    void Store(PieceIndex piece);
}
