using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>What a simulated node is like.</summary>
internal sealed record NodeSetup
{
    /// <summary>An ordinary node that has nothing yet.</summary>
    public static NodeSetup Leecher { get; } = new();

    /// <summary>One that has everything.</summary>
    public static NodeSetup Seeder { get; } = new() { Has = _ => true };

    /// <summary>Which pieces are on its disk at the start.</summary>
    public Func<int, bool> Has { get; init; } = _ => false;

    /// <summary>Bytes a second; 0 is no limit.</summary>
    public double Uplink { get; init; }

    /// <summary>Pieces that may be in memory at a time.</summary>
    public int Memory { get; init; } = 1_000;

    /// <summary>Microseconds from a whole piece to the outcome of hashing it.</summary>
    public long Hashing { get; init; } = 300;

    /// <summary>Microseconds for writing it.</summary>
    public long Writing { get; init; } = 300;

    /// <summary>Most microseconds that an event waits in the inbox.</summary>
    public int Waiting { get; init; }

    /// <summary>Most microseconds to each of its peers, one way; at least half of it.</summary>
    public long Latency { get; init; } = 2_000;

    public bool Fast { get; init; } = true;

    public bool Extended { get; init; } = true;

    /// <summary>What is sent when the swarm wants a block sent.</summary>
    public Func<Random, BlockRange, Answer> Answers { get; init; } = (_, _) => Answer.Right;

    public Func<PieceLayout, Random, SwarmPolicies> Policies { get; init; } = (layout, random) => SwarmPolicies.Open(layout, random);
}
