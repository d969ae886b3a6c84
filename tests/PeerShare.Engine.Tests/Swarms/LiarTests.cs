using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

public sealed class LiarTests
{
    private static readonly NodeSetup Liar = Stage.Seeder with { Answers = (_, _) => Answer.Wrong };

    private static readonly NodeSetup HalfLiar = Stage.Seeder with
    {
        Answers = (random, _) => random.Next(4) == 0 ? Answer.Wrong : Answer.Right,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_liar_is_banned_alone_and_everyone_completes(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 120);
        var honest = simulator.Add(2, Stage.Seeder with { Uplink = 2e6 });
        var liar = simulator.Add(Liar with { Uplink = 2e6 });
        honest.AddRange(simulator.Add(5, Stage.Leecher with { Uplink = 2e6 }));
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        OnlyIsBanned(liar, honest);
        honest.ShouldContain(node => node.HasDroppedForWrongPieces(liar));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_that_lies_now_and_then_is_banned_too(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 1e6 });
        var liar = simulator.Add(HalfLiar with { Uplink = 2e6 });
        var leecher = simulator.Add(Stage.Leecher);
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        OnlyIsBanned(liar, [seeder, leecher]);
        leecher.HasDroppedForWrongPieces(liar).ShouldBeTrue();
        leecher.News.Corrupt.Count.ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void A_ban_holds_when_the_liar_connects_again_and_for_a_member_under_another_id_too(int seed, bool sameId)
    {
        var simulator = Stage.Open(seed, pieces: 400);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 1e6 });
        var liar = simulator.Add(Liar);
        liar.Member = sameId ? null : EntityId.Create();
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(seeder, liar);
        simulator.RunUntil(() => leecher.HasDroppedForWrongPieces(liar));
        liar.Kill();
        liar.Start(sameId);
        liar.Meet(leecher);
        var corrupt = leecher.News.Corrupt.Count;
        simulator.RunToCompletion();
        leecher.News.Dropped.ShouldContain(drop => drop.Peer == liar.Number && drop.Reason.StartsWith("is banned", StringComparison.Ordinal));
        leecher.News.Corrupt.Count.ShouldBeLessThanOrEqualTo(corrupt + 10, "only what was on its way when it was banned");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Liars_among_leechers_do_not_poison_the_swarm(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 100);
        simulator.Add(Stage.Seeder with { Uplink = 2e6 });
        simulator.Add(3, Stage.Leecher with { Uplink = 2e6, Answers = HalfLiar.Answers });
        var honest = simulator.Add(6, Stage.Leecher with { Uplink = 2e6 });
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        foreach (var node in simulator.Nodes)
        {
            honest.ShouldAllBe(peer => !node.HasDroppedForWrongPieces(peer));
        }
    }

    /// <summary>Its one wrong block costs one piece now and then, not the peer.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_only_seeder_is_not_banned_for_one_bad_piece(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 60);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 1e6, Answers = (_, block) => block.Piece.Value == 17 ? Answer.Wrong : Answer.Right });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(seeder);
        simulator.RunUntil(() => leecher.Stored.Count == 59, limit: 30);
        leecher.Stored[17].ShouldBeFalse();
        leecher.News.Dropped.ShouldBeEmpty();
        var honest = simulator.Add(Stage.Seeder);
        leecher.Meet(honest);
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_second_and_wrong_copy_of_a_block_changes_nothing(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 60);
        simulator.Add(Stage.Seeder with { Answers = (_, _) => Answer.RightThenWrong });
        simulator.Add(2, Stage.Seeder with { Uplink = 1e6 });
        var leechers = simulator.Add(3, Stage.Leecher with { Hashing = 50_000 });
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        leechers.ShouldAllBe(node => node.News.Corrupt.Count == 0);
        leechers.ShouldContain(node => node.News.Dropped.Exists(drop => drop.Peer == 1 && drop.Reason == "sent a block that was not asked for"));
    }

    private static void OnlyIsBanned(SwarmNode liar, IEnumerable<SwarmNode> honest)
    {
        foreach (var node in honest)
        {
            node.News.Dropped.Where(drop => drop.Reason.Contains("wrong pieces", StringComparison.Ordinal))
                .ShouldAllBe(drop => drop.Peer == liar.Number);
        }
    }
}
