using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

public sealed class ChokingTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void A_seeder_with_few_places_serves_everybody_by_turns(int seed, bool fast)
    {
        var simulator = Stage.Open(seed, pieces: 400);
        var seeder = simulator.Add(Stage.Seeder.WithPlaces(3) with { Uplink = 3e5, Fast = fast });
        var leechers = simulator.Add(9, Stage.Leecher);
        leechers.ForEach(leecher => leecher.Meet(seeder));
        for (var second = 0; second < 120; second++)
        {
            simulator.RunFor(1);
            seeder.Swarm.Context.Links.Values.Count(link => !link.Facts.WeChoke).ShouldBeLessThanOrEqualTo(3);
        }

        leechers.ShouldAllBe(leecher => leecher.Stored.Count > 5);
        simulator.RunToCompletion(limit: 2_000);
        simulator.ShouldBeAtRest();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Who_gives_more_gets_more_and_newcomers_get_a_start(int seed)
    {
        var simulator = new SwarmSimulator(PieceLayout.Create(6_000L * Stage.PieceLength, Stage.PieceLength), seed);
        List<SwarmNode> givers = [];
        List<SwarmNode> takers = [];
        for (var number = 0; number < 10; number++)
        {
            var half = new Random(number);
            var setup = Stage.Leecher.WithPlaces(3) with { Uplink = 4e5, Has = _ => half.Next(2) == 0 };
            (number < 6 ? givers : takers).Add(simulator.Add(number < 6 ? setup : setup with { Answers = (_, _) => Answer.Nothing }));
        }

        simulator.MeetAll();
        simulator.RunFor(180);
        givers.Average(node => node.News.Received.Count).ShouldBeGreaterThan(1.5 * takers.Average(node => node.News.Received.Count));
        takers.ShouldAllBe(node => node.News.Received.Count > 0);
        foreach (var node in simulator.Nodes)
        {
            node.Swarm.Context.Links.Values.Count(link => !link.Facts.WeChoke).ShouldBeLessThanOrEqualTo(3);
        }
    }
}
