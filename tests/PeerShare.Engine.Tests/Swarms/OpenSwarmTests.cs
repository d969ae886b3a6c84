namespace PeerShare.Engine.Tests.Swarms;

public sealed class OpenSwarmTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Everyone_completes(int seed)
    {
        var simulator = Stage.Open(seed);
        simulator.Add(Stage.Seeder);
        simulator.Add(15, Stage.Leecher);
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        simulator.Checks!.Checked.ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData(1, 16_384)]
    [InlineData(16_384, 16_384)]
    [InlineData(65_537, 65_536)]
    [InlineData(1_000_000, 100_000)]
    [InlineData(1_000_000, 102_400)]
    [InlineData(999_999, 5_000)]
    [InlineData(3, 1)]
    public void Any_length_and_any_piece_length_will_do(long length, int pieceLength)
    {
        var simulator = Stage.Open(7, length, pieceLength);
        simulator.Add(Stage.Seeder);
        simulator.Add(4, Stage.Leecher);
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        simulator.Nodes.ShouldAllBe(node => node.Snapshot.HeldBytes == length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Everyone_completes_without_the_fast_extension(int seed)
    {
        var simulator = Stage.Open(seed);
        simulator.Add(Stage.Seeder with { Fast = false });
        simulator.Add(6, Stage.Leecher.WithPlaces(3) with { Fast = false, Uplink = 2e6 });
        simulator.Add(6, Stage.Leecher.WithPlaces(3) with { Extended = false, Uplink = 2e6 });
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Peers_that_each_have_a_part_complete_each_other(int seed)
    {
        var simulator = Stage.Open(seed);
        for (var part = 0; part < 5; part++)
        {
            var mine = part;
            simulator.Add(Stage.Leecher with { Has = piece => piece % 5 == mine });
        }

        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_late_joiner_completes(int seed)
    {
        var simulator = Stage.Open(seed);
        simulator.Add(Stage.Seeder);
        simulator.Add(8, Stage.Leecher);
        simulator.MeetAll();
        simulator.RunToCompletion();
        simulator.RunFor(60);
        simulator.Nodes.ShouldAllBe(node => node.Ends.Count == 0, "complete peers have nothing to say to each other");
        var late = simulator.Add(Stage.Leecher);
        late.Meet(simulator.Nodes.Where(node => node != late));
        simulator.RunToCompletion(limit: 10);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_download_that_is_paused_fetches_nothing_but_serves_and_goes_on_later(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        simulator.Add(Stage.Seeder with { Uplink = 4e6 });
        var pausing = simulator.Add(Stage.Leecher);
        simulator.Add(3, Stage.Leecher);
        simulator.MeetAll();
        simulator.RunUntil(() => pausing.Stored.Count > 20);
        pausing.Post(new Engine.Swarms.SwarmEvent.Paused());
        simulator.RunFor(0.01);
        pausing.Snapshot.PausedBecause.ShouldBe("paused");
        simulator.RunFor(5);
        var held = pausing.Stored.Count;
        held.ShouldBeLessThan(200);
        simulator.RunUntil(() => simulator.Nodes.TrueForAll(node => node == pausing || node.Swarm.IsComplete));
        pausing.Stored.Count.ShouldBe(held);
        pausing.Post(new Engine.Swarms.SwarmEvent.Resumed());
        simulator.RunToCompletion();
        simulator.ShouldBeAtRest();
        pausing.Snapshot.PausedBecause.ShouldBeNull();
    }
}
