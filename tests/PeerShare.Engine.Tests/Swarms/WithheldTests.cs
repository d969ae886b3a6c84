using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Peers that answer most requests and never some of them.</summary>
public sealed class WithheldTests
{
    /// <summary>A quarter of the pieces lacks a block at this peer.</summary>
    private static Func<Random, BlockRange, Answer> Keeps(Answer instead) =>
        (_, block) => block.Piece.Value % 4 == 1 && block.Block == 2 ? instead : Answer.Right;

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, false, true)]
    [InlineData(3, true, true)]
    [InlineData(4, true, true)]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    public void A_withheld_block_is_asked_of_another_peer_while_the_withholder_goes_on_sending(int seed, bool late, bool endgame)
    {
        var simulator = Stage.Open(seed, pieces: 600);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 5e5 });
        var withholder = simulator.Add(Stage.Seeder with { Uplink = 2e6, Answers = Keeps(late ? Answer.LateAndWrong : Answer.Withheld) });
        var leecher = simulator.Add(endgame ? Stage.Leecher : Stage.Leecher.WithoutEndgame());
        leecher.Meet(seeder, withholder);
        var oldest = 0L;
        simulator.RunUntil(() =>
        {
            oldest = Math.Max(oldest, OldestRequest(leecher));
            return leecher.Swarm.IsComplete;
        }, limit: 40);
        oldest.ShouldBeLessThan(6_000);
        leecher.News.Dropped.ShouldAllBe(drop => drop.Reason == "both are complete");
        leecher.News.Corrupt.ShouldBeEmpty();
        simulator.RunFor(10);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_withheld_block_that_nobody_else_has_is_asked_for_again(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 400);
        HashSet<BlockRange> withheld = [];
        var seeder = simulator.Add(Stage.Seeder with
        {
            Uplink = 1e6,
            Answers = (_, block) => block.Piece.Value % 4 == 1 && block.Block == 2 && withheld.Add(block) ? Answer.Withheld : Answer.Right,
        });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(seeder);
        simulator.RunToCompletion(limit: 60);
        withheld.Count.ShouldBe(100);
        leecher.News.Dropped.ShouldAllBe(drop => drop.Reason == "both are complete");
        simulator.ShouldBeAtRest();
    }

    /// <summary>Each block waits its turn for long, as at a seeder with many peers: nothing is taken for withheld.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_slow_peer_is_not_taken_for_a_withholder(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 40);
        simulator.Add(2, Stage.Seeder with { Uplink = 20_000 });
        var leecher = simulator.Add(Stage.Leecher.WithoutEndgame());
        simulator.MeetAll();
        simulator.RunToCompletion(limit: 200);
        leecher.Snapshot.Wasted.ShouldBe(0);
        simulator.ShouldBeAtRest();
    }

    private static long OldestRequest(SwarmNode node) => node.Swarm.Context.Links.Values
        .SelectMany(link => link.InFlight.Values)
        .Select(asked => node.Simulator.Milliseconds - asked.At)
        .DefaultIfEmpty()
        .Max();
}
