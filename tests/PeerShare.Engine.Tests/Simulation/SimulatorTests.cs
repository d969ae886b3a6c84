using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

public sealed class SimulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_seed_gives_the_same_run(int seed)
    {
        var first = Run(seed);
        Run(seed).ShouldBe(first);
        Run(seed + 1).ShouldNotBe(first);
    }

    private static ulong Run(int seed)
    {
        var simulator = new SwarmSimulator(PieceLayout.Create(100 * 65_536, 65_536), seed);
        simulator.Add(NodeSetup.Seeder with { Waiting = 500 });
        simulator.Add(10, NodeSetup.Leecher with { Waiting = 500, Answers = (random, _) => random.Next(100) == 0 ? Answer.Wrong : Answer.Right });
        simulator.MeetAll();
        simulator.RunFor(20);
        return simulator.Trace.Value;
    }
}
