using PeerShare.Engine.Swarms;
using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Small simulated swarms whose every event is checked.</summary>
internal static class Stage
{
    public const int PieceLength = 65_536;

    /// <summary>Nodes whose inboxes lag, so that whatever can cross does.</summary>
    public static NodeSetup Leecher { get; } = NodeSetup.Leecher with { Waiting = 2_000 };

    public static NodeSetup Seeder { get; } = NodeSetup.Seeder with { Waiting = 2_000 };

    public static SwarmSimulator Open(int seed, int pieces = 60) => Open(seed, (long)pieces * PieceLength, PieceLength);

    public static SwarmSimulator Open(int seed, long length, int pieceLength) =>
        new(PieceLayout.Create(length, pieceLength), seed) { Checks = new SwarmChecks() };

    /// <summary>An ordinary swarm that serves few at a time.</summary>
    public static NodeSetup WithPlaces(this NodeSetup setup, int places) => setup with
    {
        Policies = (layout, random) => SwarmPolicies.Open(layout, random, places),
    };

    public static NodeSetup WithoutEndgame(this NodeSetup setup) => setup with
    {
        Policies = (layout, random) => SwarmPolicies.Open(layout, random) with { Endgame = false },
    };

    /// <summary>Everybody has everything, once, and nothing is left over.</summary>
    public static void ShouldBeAtRest(this SwarmSimulator simulator)
    {
        simulator.RunFor(3);
        foreach (var node in simulator.Nodes.Where(node => node.IsAlive))
        {
            node.Swarm.IsComplete.ShouldBeTrue();
            node.Stored.IsFull.ShouldBeTrue();
            node.News.Received.Distinct().Count().ShouldBe(node.News.Received.Count);
            SwarmChecks.CheckRest(node);
        }
    }

    public static bool HasDroppedForWrongPieces(this SwarmNode node, SimulatedPeer peer) =>
        node.News.Dropped.Exists(drop => drop.Peer == peer.Number && drop.Reason.Contains("wrong pieces", StringComparison.Ordinal));
}
