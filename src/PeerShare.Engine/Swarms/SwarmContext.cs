using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What the parts of one swarm share: who is connected, what is held, what time it is.</summary>
internal sealed class SwarmContext(SwarmSetup setup, ISwarmHost host)
{
    public SwarmSetup Setup { get; } = setup;

    public ISwarmHost Host { get; } = host;

    public PieceLayout Layout => Setup.Layout;

    public SwarmPolicies Policies => Setup.Policies;

    public SwarmObserver Observer => Setup.Observer;

    public Bitfield Held => Setup.Held;

    public Dictionary<LinkId, LinkState> Links { get; } = [];

    /// <summary>The same links as policies see them.</summary>
    public List<LinkFacts> Facts { get; } = [];

    /// <summary>Milliseconds.</summary>
    public long Now { get; set; }

    /// <summary>Would the peer answer a request now?</summary>
    public bool MayAsk(LinkState link) =>
        !link.IsLeaving && !link.Facts.PeerChokes && Policies.Topology.MayRequestFrom(link.Facts);

    public void Send(LinkState link, in PeerMessage message)
    {
        link.LastSent = Now;
        Host.Send(link.Id, message);
    }
}
