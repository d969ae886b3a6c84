using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Messages that the protocol allows and by which we get nothing: a peer may send many, and not for ever.</summary>
public sealed class ChatterTests
{
    private const string Flooded = "floods us with messages";
    private const int Pieces = 20;

    private readonly SwarmSimulator simulator = Stage.Open(1, Pieces);

    public static TheoryData<string> Useless { get; } = [.. Sayings.Keys];

    private static Dictionary<string, PeerMessage[]> Sayings => new()
    {
        ["a keep-alive"] = [PeerMessage.KeepAlive],
        ["choke and unchoke"] = [PeerMessage.Choke, PeerMessage.Unchoke],
        ["interested"] = [PeerMessage.Interested],
        ["interested and not"] = [PeerMessage.Interested, PeerMessage.NotInterested],
        ["a port"] = [new PeerMessage(PeerMessageKind.Port)],
        ["an unknown message"] = [new PeerMessage(PeerMessageKind.Unknown)],
        ["a suggestion"] = [new PeerMessage(PeerMessageKind.Suggest, 3)],
        ["an allowance"] = [new PeerMessage(PeerMessageKind.AllowedFast, 3)],
        ["a piece that it was known to have"] = [new PeerMessage(PeerMessageKind.Have, 3)],
        ["its list again"] = [PeerMessage.Bitfield(new Bitfield(Pieces))],
        ["a cancel of nothing"] = [new PeerMessage(PeerMessageKind.Cancel, 3, 0, 16_384)],
        ["a request and its cancel"] =
        [
            new PeerMessage(PeerMessageKind.Request, 3, 0, 16_384), new PeerMessage(PeerMessageKind.Cancel, 3, 0, 16_384),
        ],
        ["a request for a byte"] = [new PeerMessage(PeerMessageKind.Request, 3, 5, 1)],
        ["the answer to no request"] = [new PeerMessage(PeerMessageKind.Reject, 3, 0, 16_384)],
        ["a refusal of what cannot be asked for"] = [new PeerMessage(PeerMessageKind.Reject, 3, 5, 1)],
        ["settings"] = [PeerMessage.Extended(0, "de"u8.ToArray())],
        ["an extension that we have not"] = [PeerMessage.Extended(9, "de"u8.ToArray())],
    };

    [Theory]
    [MemberData(nameof(Useless))]
    public void Who_says_it_without_end_is_left(string what)
    {
        var peer = MeetSeeder();
        simulator.RunFor(0.1);

        EveryMillisecond(simulator, 10_000, _ => Say(peer, 4, Sayings[what]));
        simulator.RunUntil(() => peer.Goodbyes.Count > 0, limit: 11);

        peer.Goodbyes.ShouldHaveSingleItem().ShouldBeOneOf(Flooded, "floods us with requests that it may not make");
    }

    [Fact]
    public void Ten_thousand_in_a_row_are_borne_and_then_a_thousand_a_second()
    {
        var peer = MeetSeeder();
        simulator.RunFor(0.1);
        Say(peer, 10_000, PeerMessage.KeepAlive);
        simulator.RunFor(0.1);
        EveryMillisecond(simulator, 5_000, _ => Say(peer, 1, PeerMessage.KeepAlive));
        simulator.RunFor(5);

        peer.Goodbyes.ShouldBeEmpty();
        Say(peer, 1_000, PeerMessage.KeepAlive);
        simulator.RunFor(0.1);

        peer.Goodbyes.ShouldBe([Flooded]);
    }

    [Fact]
    public void A_long_message_counts_as_several() => BearsAndNoMore(99, PeerMessage.Extended(9, new byte[100 * 1024]));

    [Fact]
    public void A_change_of_mind_counts_as_several() => BearsAndNoMore(500, PeerMessage.Interested, PeerMessage.NotInterested);

    [Fact]
    public void Who_is_served_may_not_have_ever_more_requests_refused()
    {
        var peer = MeetSeeder(interested: true);
        simulator.RunFor(0.1);

        EveryMillisecond(simulator, 1_000, _ => Say(peer, 100, new PeerMessage(PeerMessageKind.Request, 3, 0, 16_384)));
        simulator.RunUntil(() => peer.Goodbyes.Count > 0, limit: 2);

        peer.Heard.ShouldContain(message => message.Kind == PeerMessageKind.Piece);
        peer.Goodbyes.ShouldBe(["floods us with requests that it may not make"]);
    }

    /// <summary>It fetches 100,000 pieces in two seconds, tells of each, and cancels as many as can be on the way to a node.</summary>
    [Fact]
    public void A_peer_that_is_as_busy_as_can_be_is_none_of_them()
    {
        const int Many = 100_000;
        const int PiecesAMillisecond = 50;
        const int MostOnTheWay = 8_192;
        var busy = new SwarmSimulator(PieceLayout.Create((long)Many * PieceLayout.BlockSize, PieceLayout.BlockSize), seed: 1);
        var node = busy.Add(Stage.Seeder);
        var peer = busy.Add((network, number) => new ScriptedPeer(network, number) { Greets = link => link.Send(PeerMessage.Interested) });
        node.Meet(peer);
        busy.RunFor(0.1);

        EveryMillisecond(busy, Many / PiecesAMillisecond, millisecond =>
        {
            for (var piece = millisecond * PiecesAMillisecond; piece < (millisecond + 1) * PiecesAMillisecond; piece++)
            {
                var request = new PeerMessage(PeerMessageKind.Request, (uint)piece, 0, PieceLayout.BlockSize);
                Say(peer, 1, new PeerMessage(PeerMessageKind.Have, (uint)piece), request);
                if (piece >= Many - MostOnTheWay)
                {
                    Say(peer, 1, request with { Kind = PeerMessageKind.Cancel });
                }
            }
        });
        busy.RunFor(4);

        // Every piece was told of, the last one too: the peer is complete, and so are we.
        peer.Goodbyes.ShouldBe(["both are complete"]);
        peer.Heard.Count(message => message.Kind == PeerMessageKind.Piece).ShouldBeGreaterThanOrEqualTo(Many - MostOnTheWay);
    }

    /// <summary>Small pieces at the speed of memory: each is told of at once, wanted at once, and had at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nodes_that_are_in_a_hurry_do_not_take_each_other_for_one(int seed)
    {
        var hasty = new SwarmSimulator(PieceLayout.Create(64L << 20, PieceLayout.BlockSize), seed);
        hasty.Add(Stage.Seeder with { Uplink = 2e8, Latency = 100 });
        hasty.Add(4, Stage.Leecher with { Latency = 100 });
        hasty.MeetAll();
        hasty.RunToCompletion();

        hasty.Nodes.SelectMany(node => node.News.Dropped).Select(drop => drop.Reason).Distinct().ShouldBe(["both are complete"]);
    }

    private void BearsAndNoMore(int times, params PeerMessage[] messages)
    {
        var peer = MeetSeeder();
        simulator.RunFor(0.1);
        Say(peer, times, messages);
        simulator.RunFor(0.01);
        peer.Goodbyes.ShouldBeEmpty();

        Say(peer, 50, messages);
        simulator.RunFor(0.01);

        peer.Goodbyes.ShouldBe([Flooded]);
    }

    private ScriptedPeer MeetSeeder(bool interested = false)
    {
        var node = simulator.Add(Stage.Seeder with { Uplink = 1e7, Waiting = 0 });
        var peer = simulator.Add((network, number) => new ScriptedPeer(network, number)
        {
            Greets = link =>
            {
                var list = new Bitfield(Pieces);
                list.Set(3);
                link.Send(PeerMessage.Bitfield(list));
                if (interested)
                {
                    link.Send(PeerMessage.Interested);
                }
            },
        });
        node.Meet(peer);
        return peer;
    }

    private static void EveryMillisecond(SwarmSimulator simulator, int times, Action<int> happening)
    {
        for (var time = 0; time < times; time++)
        {
            var number = time;
            simulator.Heap.In(number * 1_000L, () => happening(number));
        }
    }

    private static void Say(ScriptedPeer peer, int times, params PeerMessage[] messages)
    {
        foreach (var link in peer.Ends.Values)
        {
            for (var time = 0; time < times; time++)
            {
                Array.ForEach(messages, message => link.Send(message));
            }
        }
    }
}
