using PeerShare.Engine.Swarms;
using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Swarms;

/// <summary>Peers that break the protocol, by mistake or not.</summary>
public sealed class StrangerTests
{
    [Fact]
    public void Requests_of_one_who_is_choked_are_refused_and_a_flood_of_them_ends_the_link()
    {
        var (node, flooder) = Meet(link => Flood(link, 10_000));
        flooder.Goodbyes.ShouldBe(["floods us with requests that it may not make"]);
        flooder.Heard.Count(message => message.Kind == PeerMessageKind.Reject).ShouldBeLessThanOrEqualTo(4_001);
        node.Ends.ShouldBeEmpty();
    }

    [Fact]
    public void Who_does_so_twice_is_banned()
    {
        var (node, flooder) = Meet(link => Flood(link, 10_000));

        node.Simulator.RunFor(4_500);

        flooder.Goodbyes.ShouldBe(["floods us with requests that it may not make", "floods us with requests that it may not make", "is banned for what it sent before"]);
    }

    [Fact]
    public void A_member_who_does_so_twice_loses_all_links()
    {
        var (node, flooder) = Meet(link => Flood(link, 10_000));
        flooder.Member = EntityId.Create();
        var quiet = node.Simulator.Add((network, number) => new ScriptedPeer(network, number) { Member = flooder.Member });
        node.Meet(quiet);

        node.Simulator.RunUntil(() => quiet.Goodbyes.Count > 0, limit: 600);

        quiet.Goodbyes.ShouldBe(["is banned for what it sent before"]);
    }

    [Fact]
    public void Requests_beyond_the_queue_are_refused_and_memory_stays_bounded()
    {
        var (node, flooder) = Meet(_ => { }, (link, message) =>
        {
            if (message.Kind == PeerMessageKind.Unchoke)
            {
                Flood(link, 3_000);
            }
        }, interested: true);
        flooder.Goodbyes.ShouldBeEmpty();
        node.Swarm.Context.Links.Values.Single().Wanted.Count.ShouldBeLessThanOrEqualTo(Upload.LongestQueue);
        flooder.Heard.Count(message => message.Kind == PeerMessageKind.Reject).ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData(0u, 0u, 0u)]
    [InlineData(20u, 0u, 16_384u)]
    [InlineData(uint.MaxValue, 0u, 16_384u)]
    [InlineData(0u, 65_536u, 1u)]
    [InlineData(0u, uint.MaxValue, uint.MaxValue)]
    [InlineData(0u, 0u, 1u << 31)]
    [InlineData(0u, 0u, 131_073u)]
    public void A_request_for_what_does_not_exist_ends_the_link(uint piece, uint begin, uint length) =>
        Meet(link => link.Send(new PeerMessage(PeerMessageKind.Request, piece, begin, length)))
            .Stranger.Goodbyes.ShouldBe(["asked for bytes that do not exist"]);

    [Theory]
    [InlineData(0u, 0u, 16_384u)]
    [InlineData(20u, 0u, 16_384u)]
    [InlineData(0u, 5u, 16_384u)]
    public void A_block_that_was_not_asked_for_ends_the_link(uint piece, uint begin, uint length) =>
        Meet(link => link.Send(new PeerMessage(PeerMessageKind.Piece, piece, begin, length)))
            .Stranger.Goodbyes.ShouldBe(["sent a block that was not asked for"]);

    [Fact]
    public void Having_a_piece_that_does_not_exist_ends_the_link() =>
        Meet(link => link.Send(new PeerMessage(PeerMessageKind.Have, 20)))
            .Stranger.Goodbyes.ShouldBe(["has a piece that does not exist"]);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_list_of_another_length_ends_the_link(int bytes) =>
        Meet(link => link.Send(new PeerMessage(PeerMessageKind.Bitfield, Payload: new byte[bytes])))
            .Stranger.Goodbyes.ShouldBe(["sent a list of pieces of another length"]);

    [Fact]
    public void A_second_list_ends_the_link() =>
        Meet(link =>
        {
            link.Send(PeerMessage.HaveNone);
            link.Send(PeerMessage.HaveAll);
        }).Stranger.Goodbyes.ShouldBe(["sent its list of pieces twice or late"]);

    [Fact]
    public void A_list_sent_again_adds_to_the_first_as_aria2_does_it()
    {
        var (node, stranger) = Meet(link =>
        {
            link.Send(PeerMessage.HaveNone);
            link.Send(PeerMessage.Bitfield(Of(3, 7)));
            link.Send(PeerMessage.Bitfield(Of(5)));
        });

        stranger.Goodbyes.ShouldBeEmpty();
        node.Swarm.Context.Links.Values.Single().Facts.Has.Ones().ShouldBe([3, 5, 7]);
    }

    [Theory]
    [InlineData(PeerMessageKind.HaveAll)]
    [InlineData(PeerMessageKind.HaveNone)]
    [InlineData(PeerMessageKind.Reject)]
    public void The_fast_extension_is_not_used_without_an_agreement(PeerMessageKind kind) =>
        Meet(link => link.Send(new PeerMessage(kind)), fast: false)
            .Stranger.Goodbyes.ShouldBe(["uses the fast extension without having agreed to it"]);

    [Fact]
    public void One_that_refuses_every_request_is_asked_seldom()
    {
        var simulator = Stage.Open(3, pieces: 20);
        var node = simulator.Add(Stage.Leecher);
        var refuser = simulator.Add((network, number) => new ScriptedPeer(network, number)
        {
            Greets = link =>
            {
                link.Send(PeerMessage.HaveAll);
                link.Send(PeerMessage.Unchoke);
            },
            Replies = (link, message) =>
            {
                if (message.Kind == PeerMessageKind.Request)
                {
                    link.Send(message with { Kind = PeerMessageKind.Reject });
                }
            },
        });
        node.Meet(refuser);
        simulator.RunFor(60);
        refuser.Heard.Count(message => message.Kind == PeerMessageKind.Request).ShouldBeLessThan(20 * 4 * 3);
        node.Meet(simulator.Add(Stage.Seeder));
        simulator.RunToCompletion();
    }

    [Fact]
    public void The_piece_of_a_peer_that_chokes_gives_its_memory_up()
    {
        var simulator = Stage.Open(5, pieces: 20);
        var node = simulator.Add(Stage.Leecher with { Memory = 1 });
        var first = new Bitfield(20);
        first.Set(0);
        var choking = simulator.Add((network, number) => new ScriptedPeer(network, number)
        {
            Greets = link =>
            {
                link.Send(PeerMessage.Bitfield(first));
                link.Send(PeerMessage.Unchoke);
            },
            Replies = (link, message) =>
            {
                if (message is { Kind: PeerMessageKind.Request, Begin: 0 })
                {
                    link.Send(message with { Kind = PeerMessageKind.Piece });
                    link.Send(PeerMessage.Choke);
                }
                else if (message.Kind == PeerMessageKind.Request)
                {
                    link.Send(message with { Kind = PeerMessageKind.Reject });
                }
            },
        });
        node.Meet(choking);
        simulator.RunFor(1);
        node.Started.Count.ShouldBe(1);
        node.Meet(simulator.Add(Stage.Seeder with { Has = piece => piece != 0 }));
        simulator.RunUntil(() => node.Stored.Count == 19, limit: 20);
    }

    [Fact]
    public void Chokes_and_unchokes_in_quick_turn_lose_nothing()
    {
        var simulator = Stage.Open(4, pieces: 20);
        var node = simulator.Add(Stage.Leecher);
        var fickle = simulator.Add((network, number) => new ScriptedPeer(network, number, fast: false)
        {
            Greets = link =>
            {
                link.Send(PeerMessage.Bitfield(Bitfield.Full(20)));
                link.Send(PeerMessage.Unchoke);
            },
            Replies = (link, message) =>
            {
                if (message.Kind == PeerMessageKind.Request)
                {
                    link.Send(message with { Kind = PeerMessageKind.Piece });
                    link.Send(PeerMessage.Choke);
                    link.Send(PeerMessage.Unchoke);
                }
            },
        });
        node.Meet(fickle);
        simulator.RunToCompletion(limit: 60);
        fickle.Goodbyes.ShouldNotContain("sent a block that was not asked for");
    }

    private static Bitfield Of(params int[] pieces)
    {
        var field = new Bitfield(20);
        pieces.ToList().ForEach(piece => field.Set(piece));
        return field;
    }

    private static void Flood(LinkEnd link, int requests)
    {
        for (var number = 0; number < requests; number++)
        {
            link.Send(new PeerMessage(PeerMessageKind.Request, (uint)number % 20, 0, 16_384));
        }
    }

    private static (SwarmNode Node, ScriptedPeer Stranger) Meet(
        Action<LinkEnd> greets, Action<LinkEnd, PeerMessage>? replies = null, bool fast = true, bool interested = false)
    {
        var simulator = Stage.Open(1, pieces: 20);
        var node = simulator.Add(Stage.Seeder with { Uplink = 1e5 });
        var stranger = simulator.Add((network, number) => new ScriptedPeer(network, number, fast)
        {
            Greets = link =>
            {
                greets(link);
                if (interested)
                {
                    link.Send(PeerMessage.Interested);
                }
            },
            Replies = replies ?? ((_, _) => { }),
        });
        node.Meet(stranger);
        simulator.RunFor(0.5);
        return (node, stranger);
    }
}
