using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>What a swarm knows of the peer at the other end of a link; policies decide by it. Only the swarm writes it.</summary>
public sealed class LinkFacts
{
    internal LinkFacts(LinkId id, PeerCard card, int pieces, long now)
    {
        Id = id;
        Card = card;
        Has = new Bitfield(pieces);
        Since = LastHeard = LastGain = now;
    }

    public LinkId Id { get; }

    public PeerCard Card { get; }

    /// <summary>When the link came up, in milliseconds.</summary>
    public long Since { get; }

    /// <summary>When anything last came from the peer, in milliseconds.</summary>
    public long LastHeard { get; internal set; }

    /// <summary>When the peer last said that it has one more piece, in milliseconds.</summary>
    public long LastGain { get; internal set; }

    /// <summary>What the peer said that it has.</summary>
    public Bitfield Has { get; internal set; }

    public bool IsComplete => Has.IsFull;

    /// <summary>The peer wants something of ours.</summary>
    public bool PeerInterested { get; internal set; }

    /// <summary>The peer does not answer our requests.</summary>
    public bool PeerChokes { get; internal set; } = true;

    /// <summary>We want something of the peer's, and told it.</summary>
    public bool WeInterested { get; internal set; }

    /// <summary>We do not answer the peer's requests.</summary>
    public bool WeChoke { get; internal set; } = true;

    /// <summary>Bytes of blocks a second that come from the peer.</summary>
    public double DownloadRate { get; internal set; }

    /// <summary>Bytes of blocks a second that go to the peer.</summary>
    public double UploadRate { get; internal set; }

    /// <summary>Bytes of blocks that came from the peer and were wanted.</summary>
    public long Downloaded { get; internal set; }

    /// <summary>Bytes of blocks that went to the peer.</summary>
    public long Uploaded { get; internal set; }

    /// <summary>Where others reach the peer: known for a dialled link, told by the peer for an accepted one.</summary>
    public IPEndPoint? Listens { get; internal set; }

    /// <summary>In a ring, the peer's own download neighbour, when it told.</summary>
    public IPEndPoint? Next { get; internal set; }

    /// <summary>The peer sent wrong pieces too often: the link is ending, and there is no use in dialling it again.</summary>
    public bool IsBanned { get; internal set; }

    /// <summary>The peer has told its settings (BEP 10), or never will.</summary>
    public bool Introduced { get; internal set; }
}
