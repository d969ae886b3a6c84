using System.Net;
using System.Net.Sockets;
using PeerShare.Engine.Peers;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

public sealed class GreetingTests
{
    private readonly VirtualTime time = new();

    [Fact]
    public async Task Who_says_nothing_is_shown_out_after_ten_seconds()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync(time);
        using var silent = await RawPeer.ConnectAsync(node.Endpoint);
        await time.TimerSetAsync(HandshakeExchange.Deadline);

        time.Advance(HandshakeExchange.Deadline);

        await silent.HearTheEndAsync();
    }

    [Fact]
    public async Task Nor_does_it_help_to_drip_a_byte_at_a_time()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync(time);
        var greeting = new byte[Handshake.Size];
        new Handshake(stage.Content.Torrent.InfoHash, RawPeer.Id, Fast: true, Extended: true).Write(greeting);
        using var dripping = await RawPeer.ConnectAsync(node.Endpoint);
        await time.TimerSetAsync(HandshakeExchange.Deadline);

        foreach (var drop in greeting.Take(10))
        {
            await dripping.SayAsync(new[] { drop });
            time.Advance(HandshakeExchange.Deadline / 10);
        }

        await dripping.HearTheEndAsync();
    }

    [Fact]
    public async Task A_torrent_that_is_not_served_gets_no_answer()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync();
        using var peer = await RawPeer.ConnectAsync(node.Endpoint);

        await peer.GreetAsync(InfoHash.Of("something else"u8));

        await peer.HearTheEndAsync();
    }

    [Fact]
    public async Task Another_protocol_gets_no_answer()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync();
        using var browser = await RawPeer.ConnectAsync(node.Endpoint);

        await browser.SayAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: something that is long enough\r\n\r\n"u8.ToArray());

        await browser.HearTheEndAsync();
    }

    [Fact]
    public async Task Who_asks_for_anything_gets_what_a_ring_node_serves()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync(answersAny: true);
        using var peer = await RawPeer.ConnectAsync(node.Endpoint);

        await peer.GreetAsync(InfoHash.Any);

        var greeting = await peer.HearGreetingAsync();
        greeting.InfoHash.ShouldBe(stage.Content.Torrent.InfoHash);
        greeting.PeerId.ShouldBe(node.Id);
        (greeting.Fast, greeting.Extended).ShouldBe((true, true));
    }

    [Fact]
    public async Task Who_asks_for_anything_gets_nothing_elsewhere()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync();
        using var peer = await RawPeer.ConnectAsync(node.Endpoint);

        await peer.GreetAsync(InfoHash.Any);

        await peer.HearTheEndAsync();
    }

    [Fact]
    public async Task A_node_that_dials_itself_is_told_so()
    {
        await using var stage = new NodeStage();
        var node = await stage.StartAsync();
        var witness = new NodeStage.Witness();

        node.Add(stage.Setup(stage.Content.Empty, node.Endpoint) with { Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("that is this node itself");
    }

    [Fact]
    public async Task A_second_connection_of_the_same_peer_is_refused_and_the_first_lives()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync();
        using var first = await RawPeer.ConnectAsync(node.Endpoint);
        await first.GreetAsync(stage.Content.Torrent.InfoHash);
        await first.HearGreetingAsync();
        using var second = await RawPeer.ConnectAsync(node.Endpoint);

        await second.GreetAsync(stage.Content.Torrent.InfoHash);

        await second.HearTheEndAsync();
        await first.HearMessageAsync();
    }

    [Fact]
    public async Task Nobody_there_is_a_failed_dial()
    {
        await using var stage = new NodeStage();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var witness = new NodeStage.Witness();
        var node = await stage.StartAsync();

        node.Add(stage.Setup(stage.Content.Empty, (IPEndPoint)silent.LocalEndPoint!) with { Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("Connection refused");
    }

    [Fact]
    public async Task A_dialled_peer_that_says_nothing_is_a_failed_dial_after_ten_seconds()
    {
        await using var stage = new NodeStage();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var witness = new NodeStage.Witness();
        var node = await stage.StartAsync(time);
        node.Add(stage.Setup(stage.Content.Empty, (IPEndPoint)silent.LocalEndPoint!) with { Observer = witness });
        await time.TimerSetAsync(HandshakeExchange.Deadline);

        time.Advance(HandshakeExchange.Deadline);

        (await witness.DialFailedAsync).ShouldBe("no handshake within 10 s");
    }

    [Fact]
    public async Task A_port_in_use_is_said_plainly()
    {
        await using var stage = new NodeStage();
        var node = await stage.StartAsync();

        var refusal = await Should.ThrowAsync<IOException>(() => Node.StartAsync(new NodeOptions { Listen = node.Endpoint }, TimeProvider.System));

        refusal.Message.ShouldBe($"port {node.Endpoint.Port} is in use; choose another or end the program that has it");
    }

    [Fact]
    public async Task Of_too_many_who_say_nothing_the_oldest_is_shown_out_and_whoever_greets_comes_in()
    {
        await using var stage = new NodeStage();
        var options = new NodeOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), MostHalfOpen = 1 };
        var node = await stage.StartAsync(time, options);
        await node.Add(stage.Setup(stage.Content.Full)).Completion.Soon();
        using var silent = await RawPeer.ConnectAsync(node.Endpoint);
        await time.TimerSetAsync(HandshakeExchange.Deadline);
        using var peer = await RawPeer.ConnectAsync(node.Endpoint);
        await silent.HearTheEndAsync();

        await peer.GreetAsync(stage.Content.Torrent.InfoHash);

        await peer.HearGreetingAsync();
    }

    [Fact]
    public void One_address_has_fewer_half_open_than_all_together()
    {
        var halfOpen = new HalfOpen(3, 1);
        var (first, again, other) = (From("192.0.2.1"), From("192.0.2.1"), From("192.0.2.2"));
        var (local, localToo, last) = (From("127.0.0.1"), From("127.0.0.1"), From("127.0.0.1"));

        Array.ForEach([first, other, again, local], halfOpen.Enter);
        Ended(first).ShouldBeTrue();
        Ended(other).ShouldBeFalse();

        halfOpen.Enter(localToo);
        Ended(other).ShouldBeTrue();
        halfOpen.Leave(again);
        halfOpen.Enter(last);
        Array.ForEach([again, local, localToo, last], connection => Ended(connection).ShouldBeFalse());
        Array.ForEach([first, again, other, local, localToo, last], connection => connection.Dispose());
    }

    private static Connection From(string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();
        return new Connection(new MemoryStream(), socket, new IPEndPoint(IPAddress.Parse(address), 1));
    }

    private static bool Ended(Connection connection) => !connection.Bytes.CanRead;
}
