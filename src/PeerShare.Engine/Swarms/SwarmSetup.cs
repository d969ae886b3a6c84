using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>All that a swarm starts from.</summary>
public sealed record SwarmSetup
{
    public required PieceLayout Layout { get; init; }

    /// <summary>The pieces that are stored and verified; the swarm keeps this set from now on.</summary>
    public required Bitfield Held { get; init; }

    public required SwarmPolicies Policies { get; init; }

    /// <summary>Our id.</summary>
    public required PeerId Me { get; init; }

    /// <summary>Decides every chance.</summary>
    public required Random Random { get; init; }

    /// <summary>Bytes of the torrent's <c>info</c>, given to those who ask (BEP 9); empty gives nothing.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>Where others reach us, told to peers; 0 tells nothing.</summary>
    public int ListenPort { get; init; }

    /// <summary>Our download neighbour as <c>host:port</c>, told to peers in a ring.</summary>
    public string? Next { get; init; }

    /// <summary>Told what happens.</summary>
    public SwarmObserver Observer { get; init; } = SwarmObserver.Silent;
}
