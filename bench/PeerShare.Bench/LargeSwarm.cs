using System.Diagnostics;
using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench;

/// <summary>500 peers with 20 links each, 1,000 pieces of 4 blocks, from one seeder to the last peer's completion.</summary>
internal static class LargeSwarm
{
    private const int Peers = 500;
    private const int Links = 20;
    private const int Pieces = 1_000;
    private const int PieceLength = 4 * PieceLayout.BlockSize;

    public static void Run(int seed)
    {
        var watch = Stopwatch.StartNew();
        var simulator = new SwarmSimulator(PieceLayout.Create((long)Pieces * PieceLength, PieceLength), seed) { Granularity = 2_000 };
        simulator.Add(NodeSetup.Seeder with { Uplink = 50e6 });
        simulator.Add(Peers - 1, NodeSetup.Leecher with { Uplink = 20e6, Latency = 10_000 });
        foreach (var node in simulator.Nodes)
        {
            node.Meet(simulator.Random.GetItems(simulator.Nodes.ToArray(), Links / 2).Where(other => other != node).Distinct());
        }

        simulator.RunFor(0.1);
        var links = simulator.Nodes.Average(node => node.Ends.Count);
        simulator.RunToCompletion();
        watch.Stop();
        var blocks = simulator.Nodes.Sum(node => node.UploadedBlocks);
        Console.WriteLine(FormattableString.Invariant(
            $"seed {seed}: {watch.Elapsed.TotalSeconds:F1} s wall, {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s of processor, {simulator.Milliseconds / 1000.0:F1} s virtual, {links:F1} links a peer, {simulator.Heap.Happened:N0} happenings, {simulator.Decided:N0} events decided, {blocks:N0} blocks sent, {blocks / watch.Elapsed.TotalSeconds:N0} blocks/s, {GC.GetTotalAllocatedBytes() >> 20:N0} MiB allocated, {GC.GetTotalPauseDuration().TotalSeconds:F1} s of collection, {Environment.WorkingSet >> 20} MiB resident, trace {simulator.Trace.Value:x16}"));
    }
}
