using PeerShare.Engine.Swarms;
using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Peers that are slow or silent, little memory, a full disk.</summary>
public sealed class TroubleTests
{
    private static readonly NodeSetup Staller = Stage.Seeder with { Answers = (_, _) => Answer.Nothing };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_slow_peer_does_not_hold_the_end_up(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 160);
        simulator.Add(Stage.Seeder with { Uplink = 2e6 });
        simulator.Add(2, Stage.Seeder with { Uplink = 4_000 });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(simulator.Nodes.Where(node => node != leecher));
        simulator.RunToCompletion(limit: 8);
        simulator.Checks!.AskedTwice.ShouldBeGreaterThan(0);
        simulator.RunFor(20);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void Stallers_are_snubbed(int seed, bool endgame)
    {
        var simulator = Stage.Open(seed, pieces: 350);
        simulator.Add(Stage.Seeder with { Uplink = 1e6 });
        simulator.Add(4, Staller);
        var leecher = simulator.Add(endgame ? Stage.Leecher : Stage.Leecher.WithoutEndgame());
        leecher.Meet(simulator.Nodes.Where(node => node != leecher));
        simulator.RunUntil(() => leecher.Swarm.Context.Links.Values.Count(link => link.IsSnubbed) == 4, limit: 20);
        simulator.RunToCompletion(limit: 100);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void Memory_for_two_pieces_is_enough(int seed, bool stallers)
    {
        var simulator = Stage.Open(seed, pieces: 80);
        simulator.Add(3, Stage.Seeder with { Uplink = 2e6 });
        simulator.Add(stallers ? 3 : 0, Staller);
        var leechers = simulator.Add(4, Stage.Leecher with { Memory = 2, Uplink = 2e6 });
        foreach (var leecher in leechers)
        {
            leecher.Meet(simulator.Nodes.Where(node => node != leecher));
        }

        simulator.RunToCompletion(limit: 900);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_full_disk_pauses_with_the_reason_and_goes_on_when_there_is_room(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 150);
        simulator.Add(Stage.Seeder with { Uplink = 3e6 });
        var leecher = simulator.Add(Stage.Leecher);
        simulator.MeetAll();
        simulator.RunUntil(() => leecher.Stored.Count > 30);
        leecher.DiskIsFull = true;
        simulator.RunUntil(() => leecher.Snapshot.PausedBecause == "the disk is full");
        simulator.RunFor(60);
        leecher.News.StoreFailures.ShouldBe(["the disk is full"]);
        leecher.Snapshot.Wasted.ShouldBeLessThan(40_000_000);
        leecher.DiskIsFull = false;
        simulator.RunToCompletion(limit: 30);
        leecher.Snapshot.PausedBecause.ShouldBeNull();
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 5)]
    public void A_full_disk_is_tried_with_one_piece_at_a_time(int seed, int seeders)
    {
        var simulator = Stage.Open(seed, pieces: 400);
        var sources = simulator.Add(seeders, Stage.Seeder with { Uplink = 3e6 });
        var leecher = simulator.Add(Stage.Leecher);
        simulator.MeetAll();
        simulator.RunUntil(() => leecher.Stored.Count > 30);
        leecher.DiskIsFull = true;
        simulator.RunUntil(() => leecher.Snapshot.PausedBecause == "the disk is full");
        simulator.RunFor(5);
        var before = sources.Sum(node => node.UploadedBlocks);
        simulator.RunFor(60);
        var blocksOfPiece = Stage.PieceLength / PieceLayout.BlockSize;
        (sources.Sum(node => node.UploadedBlocks) - before).ShouldBeInRange(5 * blocksOfPiece, 6 * blocksOfPiece);
        leecher.DiskIsFull = false;
        simulator.RunToCompletion(limit: 30);
        simulator.ShouldBeAtRest();
    }

    /// <summary>The trial piece is at a peer that says nothing: another piece is tried.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_silent_peer_does_not_keep_a_full_disk_from_being_tried(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 100);
        simulator.Add(Stage.Seeder with { Uplink = 3e6, Has = piece => piece % 2 == 0 });
        simulator.Add(4, Staller);
        var leecher = simulator.Add(Stage.Leecher);
        leecher.DiskIsFull = true;
        leecher.Meet(simulator.Nodes.Where(node => node != leecher));
        simulator.RunUntil(() => leecher.Snapshot.PausedBecause == "the disk is full");
        simulator.RunFor(20);
        leecher.DiskIsFull = false;
        simulator.RunUntil(() => leecher.Stored.Count == 50, limit: 120);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_person_who_made_room_need_not_wait(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 150);
        simulator.Add(Stage.Seeder);
        var leecher = simulator.Add(Stage.Leecher);
        leecher.DiskIsFull = true;
        simulator.MeetAll();
        simulator.RunUntil(() => leecher.Snapshot.PausedBecause == "the disk is full");
        simulator.RunFor(0.5);
        leecher.DiskIsFull = false;
        leecher.Post(new SwarmEvent.Resumed());
        simulator.RunToCompletion(limit: 3);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_piece_that_cannot_be_read_any_more_is_fetched_again(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 40);
        var broken = simulator.Add(Stage.Seeder with { Answers = (_, block) => block.Piece.Value is 3 or 4 ? Answer.Unreadable : Answer.Right });
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 1e6 });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(broken);
        simulator.RunUntil(() => broken.News.Lost.Count == 2);
        broken.Meet(seeder);
        leecher.Meet(seeder);
        simulator.RunToCompletion(limit: 60);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_slow_peer_that_must_send_a_failed_piece_alone_does_not_hold_it_for_ever(int seed)
    {
        var simulator = Stage.Open(seed, 10 << 20, 1 << 20);
        simulator.Add(Stage.Seeder with { Uplink = 2e6, Has = piece => piece != 7 });
        simulator.Add(Stage.Seeder with { Uplink = 2e6, Has = piece => piece == 7, Answers = (_, _) => Answer.Wrong });
        simulator.Add(Stage.Seeder with { Uplink = 2_000 });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(simulator.Nodes.Where(node => node != leecher));
        simulator.RunUntil(() => leecher.Stored.Count == 9, limit: 60);
        leecher.Meet(simulator.Add(Stage.Seeder));
        simulator.RunToCompletion(limit: 60);
        simulator.RunFor(30);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_slow_disk_slows_but_keeps_the_bounds(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 60);
        simulator.Add(2, Stage.Seeder);
        simulator.Add(3, Stage.Leecher with { Writing = 100_000, Memory = 3 });
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
    }
}
