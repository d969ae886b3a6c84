using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>What can vary between swarms: a mode of the product is a value of this record, chosen once.</summary>
public sealed record SwarmPolicies
{
    /// <summary>Whom to dial and whom to ask.</summary>
    public required ITopology Topology { get; init; }

    /// <summary>Which piece next.</summary>
    public required IPiecePicker Picker { get; init; }

    /// <summary>Who may fetch.</summary>
    public required IChokePolicy Choke { get; init; }

    /// <summary>What each peer is told of.</summary>
    public IOffer Offer { get; init; } = new EverythingOffer();

    /// <summary>Ask several peers for the last blocks.</summary>
    public bool Endgame { get; init; } = true;

    /// <summary>Tell peers each other's addresses (BEP 11), at once on a change.</summary>
    public bool PeerExchange { get; init; }

    /// <summary>A peer with requests unanswered for so many milliseconds is snubbed: its blocks are asked of others.</summary>
    public int SnubAfter { get; init; } = 15_000;

    /// <summary>Send a keep-alive on links that were idle for so many milliseconds; 0 leaves it to the link.</summary>
    public int Heartbeat { get; init; }

    /// <summary>An ordinary swarm: rarest first, tit for tat, anybody.</summary>
    /// <param name="layout">The torrent's pieces.</param>
    /// <param name="random">Decides every chance.</param>
    /// <param name="places">Peers served at a time.</param>
    public static SwarmPolicies Open(PieceLayout layout, Random random, int places = 50) => new()
    {
        Topology = new OpenTopology(),
        Picker = new RarestFirstPicker(layout, random),
        Choke = new TitForTat(places, random),
    };

    /// <summary>A peer of a ring: chunks by chance, from the download neighbour and the owner alone, for everybody.</summary>
    /// <param name="layout">The file's chunks.</param>
    /// <param name="place">The peer's place in the ring.</param>
    /// <param name="random">Decides every chance.</param>
    public static SwarmPolicies RingPeer(PieceLayout layout, RingPlace place, Random random) => new()
    {
        Topology = new RingTopology(place),
        Picker = new RandomPicker(layout, random),
        Choke = new AlwaysOpen(),
        Endgame = false,
        PeerExchange = true,
        SnubAfter = RingTopology.SilentAfter,
        Heartbeat = RingTopology.HeartbeatEvery,
    };

    /// <summary>The owner of a ring's file: shows every peer its share, dials nobody.</summary>
    /// <param name="layout">The file's chunks.</param>
    /// <param name="shares">Who is dealt what.</param>
    public static SwarmPolicies RingOwner(PieceLayout layout, DealtShares shares) => new()
    {
        Topology = new AcceptOnly(),
        Picker = new SequentialPicker(layout),
        Choke = new AlwaysOpen(),
        Offer = shares,
        Endgame = false,
        PeerExchange = true,
        Heartbeat = RingTopology.HeartbeatEvery,
    };
}
