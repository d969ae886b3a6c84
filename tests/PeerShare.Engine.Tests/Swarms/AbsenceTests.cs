namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Peers that die, come back, or are cut off.</summary>
public sealed class AbsenceTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void One_dead_peer_holds_nobody_up(int seed, bool silently)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        simulator.Add(Stage.Seeder with { Uplink = 5e6 });
        var dying = simulator.Add(Stage.Leecher with { Uplink = 5e6 });
        simulator.Add(6, Stage.Leecher with { Uplink = 5e6 });
        simulator.MeetAll();
        simulator.RunUntil(() => dying.Stored.Count > 50);
        dying.Kill(silently);
        simulator.RunToCompletion(limit: 60);
        simulator.RunFor(200);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_peer_that_is_started_again_goes_on_with_what_it_held(int seed, bool sameId)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 5e6 });
        var restarting = simulator.Add(Stage.Leecher with { Uplink = 5e6 });
        simulator.Add(4, Stage.Leecher with { Uplink = 5e6 });
        simulator.MeetAll();
        simulator.RunUntil(() => restarting.Stored.Count > 60);
        var held = restarting.Stored.Count;
        restarting.Kill();
        simulator.RunFor(1);
        restarting.Start(sameId);
        restarting.Meet(seeder);
        simulator.RunToCompletion(limit: 60);
        restarting.News.Received.Count.ShouldBe(200 - held);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Churn_delays_but_does_not_stop(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 300);
        simulator.Add(Stage.Seeder with { Uplink = 3e6 });
        var leechers = simulator.Add(12, Stage.Leecher.WithPlaces(4) with { Uplink = 2e6, Memory = 8 });
        simulator.MeetAll();
        for (var round = 0; round < 20; round++)
        {
            simulator.RunFor(0.5);
            var victim = leechers[simulator.Random.Next(leechers.Count)];
            if (victim.IsAlive)
            {
                victim.Kill(silently: simulator.Random.Next(3) == 0);
            }
            else
            {
                victim.Start(sameId: simulator.Random.Next(2) == 0);
                victim.Meet(simulator.Nodes.Where(node => node != victim));
            }
        }

        foreach (var dead in leechers.Where(node => !node.IsAlive))
        {
            dead.Start();
            dead.Meet(simulator.Nodes.Where(node => node != dead));
        }

        simulator.RunToCompletion();
        simulator.RunFor(200);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    public void A_split_heals(int seed, int seconds)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        simulator.Add(Stage.Seeder with { Uplink = 3e6 });
        simulator.Add(4, Stage.Leecher with { Uplink = 3e6 });
        var others = simulator.Add(5, Stage.Leecher with { Uplink = 3e6 });
        simulator.MeetAll();
        simulator.RunUntil(() => others[0].Stored.Count > 40);
        simulator.Split(others);
        simulator.RunFor(seconds);
        others.ShouldAllBe(node => !node.Swarm.IsComplete);
        simulator.Heal();
        simulator.RunToCompletion(limit: 120);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_only_seeder_is_dialled_again_soon(int seed)
    {
        var simulator = Stage.Open(seed, pieces: 200);
        var seeder = simulator.Add(Stage.Seeder with { Uplink = 1e6 });
        var leecher = simulator.Add(Stage.Leecher);
        leecher.Meet(seeder);
        simulator.RunFor(4);
        seeder.Kill();
        simulator.RunFor(10);
        seeder.Start();
        simulator.RunToCompletion(limit: 60);
        simulator.ShouldBeAtRest();
    }
}
