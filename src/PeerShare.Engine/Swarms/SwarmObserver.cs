using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>Told what happens in a swarm, on the swarm's own loop: return at once. Override what you want to hear.</summary>
public abstract class SwarmObserver
{
    /// <summary>Hears nothing.</summary>
    public static SwarmObserver Silent { get; } = new Deaf();

    public virtual void LinkUp(LinkFacts link)
    {
    }

    public virtual void LinkDown(LinkFacts link, string reason)
    {
    }

    public virtual void DialFailed(IPEndPoint address, string reason)
    {
    }

    /// <summary>The peer told its listening port and settings.</summary>
    public virtual void Introduced(LinkFacts link)
    {
    }

    /// <summary>The peer's list of pieces came.</summary>
    public virtual void ListReceived(LinkFacts link)
    {
    }

    /// <summary>The peer has one more piece.</summary>
    public virtual void HaveReceived(LinkFacts link, PieceIndex piece)
    {
    }

    /// <summary>Our list of pieces went to the peer.</summary>
    public virtual void ListSent(LinkFacts link, int pieces)
    {
    }

    /// <summary>The peer was told of one more piece; <paramref name="pieces"/> in all.</summary>
    public virtual void HaveSent(LinkFacts link, PieceIndex piece, int pieces)
    {
    }

    /// <summary>The first block of a piece was asked of the peer.</summary>
    public virtual void PieceRequested(LinkFacts link, PieceIndex piece)
    {
    }

    /// <summary>The peer asked for the first block of a piece.</summary>
    public virtual void RequestReceived(LinkFacts link, PieceIndex piece)
    {
    }

    /// <summary>A piece is stored; <paramref name="from"/> sent its last block, and may be gone.</summary>
    public virtual void PieceReceived(LinkFacts? from, PieceIndex piece, int held)
    {
    }

    /// <summary>The last block of a piece went to the peer.</summary>
    public virtual void PieceSent(LinkFacts link, PieceIndex piece)
    {
    }

    /// <summary>A piece failed its hash.</summary>
    public virtual void PieceCorrupt(PieceIndex piece)
    {
    }

    /// <summary>A piece that we had cannot be read any more; it is wanted again.</summary>
    public virtual void PieceLost(PieceIndex piece, string reason)
    {
    }

    /// <summary>A piece could not be stored.</summary>
    public virtual void StoreFailed(PieceIndex piece, string reason)
    {
    }

    /// <summary>Every piece is held.</summary>
    public virtual void Complete()
    {
    }

    private sealed class Deaf : SwarmObserver
    {
    }
}
