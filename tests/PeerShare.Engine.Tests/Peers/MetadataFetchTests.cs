using System.Net;
using System.Net.Sockets;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>A node asks; the test answers, not always honestly.</summary>
public sealed class MetadataFetchTests : IDisposable
{
    private const byte NodesId = 1;

    private readonly Content content = new(20_000_000, 16_384);
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public MetadataFetchTests()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
    }

    private Torrent Torrent => content.Torrent;

    private IPEndPoint Endpoint => (IPEndPoint)listener.LocalEndPoint!;

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Pieces_are_put_together()
    {
        await using var stage = new NodeStage();
        var (asking, peer) = await AskAsync(stage);
        using var answering = peer;
        await IntroduceAsync(peer, Torrent.Info.Length);
        for (var piece = 0; piece < MetadataMessage.PiecesOf(Torrent.Info.Length); piece++)
        {
            (await HearRequestAsync(peer)).ShouldBe(piece);
            await AnswerAsync(peer, piece, Torrent.Info);
        }

        (await asking.Soon()).InfoHash.ShouldBe(Torrent.InfoHash);
    }

    [Fact]
    public async Task Other_bytes_are_refused()
    {
        await using var stage = new NodeStage();
        var (asking, peer) = await AskAsync(stage);
        using var answering = peer;
        await IntroduceAsync(peer, 100);
        await HearRequestAsync(peer);
        await AnswerAsync(peer, 0, new byte[100]);

        (await ReasonAsync(asking)).ShouldEndWith("the metadata does not match its info-hash");
    }

    [Fact]
    public async Task A_size_that_no_description_has_is_refused_before_anything_is_kept()
    {
        await using var stage = new NodeStage();
        var (asking, peer) = await AskAsync(stage);
        using var answering = peer;
        await IntroduceAsync(peer, int.MaxValue);

        (await ReasonAsync(asking)).ShouldEndWith("it does not give metadata");
    }

    [Fact]
    public async Task Pieces_that_nobody_asked_for_are_refused()
    {
        await using var stage = new NodeStage();
        var (asking, peer) = await AskAsync(stage);
        using var answering = peer;
        await IntroduceAsync(peer, Torrent.Info.Length);
        await AnswerAsync(peer, 1, Torrent.Info);

        (await ReasonAsync(asking)).ShouldEndWith("it sent metadata that were not asked for");
    }

    [Fact]
    public async Task A_refusal_is_a_reason()
    {
        await using var stage = new NodeStage();
        var (asking, peer) = await AskAsync(stage);
        using var answering = peer;
        await IntroduceAsync(peer, Torrent.Info.Length);
        await peer.SayAsync(PeerMessage.Extended(NodesId, new MetadataMessage(MetadataKind.Reject, 0).Encode()));

        (await ReasonAsync(asking)).ShouldEndWith("it refused to give its metadata");
    }

    [Fact]
    public async Task Silence_has_an_end()
    {
        await using var stage = new NodeStage();
        var time = new VirtualTime();
        var (asking, peer) = await AskAsync(stage, time);
        using var answering = peer;

        time.Advance(TimeSpan.FromSeconds(30));

        (await ReasonAsync(asking)).ShouldEndWith("did not give its metadata within 30 s");
    }

    private static async Task<string> ReasonAsync(Task<Torrent> asking) =>
        (await Should.ThrowAsync<IOException>(() => asking.Soon())).Message;

    private static async Task<int> HearRequestAsync(RawPeer peer)
    {
        PeerMessage message;
        do
        {
            message = await peer.HearMessageAsync();
        }
        while (message.ExtensionId == 0);

        MetadataMessage.TryRead(message.Payload, out var request).ShouldBeTrue();
        request.Kind.ShouldBe(MetadataKind.Request);
        return request.Piece;
    }

    private static async Task IntroduceAsync(RawPeer peer, int size)
    {
        var ids = new Dictionary<string, byte> { [MetadataMessage.Name] = 7 };
        await peer.SayAsync(PeerMessage.Extended(0, new ExtensionHandshake { Ids = ids, MetadataSize = size }.Encode()));
    }

    private static async Task AnswerAsync(RawPeer peer, int piece, ReadOnlyMemory<byte> info)
    {
        var data = info.Slice(piece * MetadataMessage.PieceSize, MetadataMessage.LengthOf(piece, info.Length));
        var answer = new MetadataMessage(MetadataKind.Data, piece, info.Length, data);
        await peer.SayAsync(PeerMessage.Extended(NodesId, answer.Encode()));
    }

    private async Task<(Task<Torrent> Asking, RawPeer Peer)> AskAsync(NodeStage stage, TimeProvider? time = null)
    {
        var node = await stage.StartAsync(time);
        var asking = node.FetchMetadataAsync(Endpoint, InfoHash.Any, TestContext.Current.CancellationToken);
        var peer = new RawPeer(await listener.AcceptAsync());
        (await peer.HearGreetingAsync()).InfoHash.ShouldBe(InfoHash.Any);
        await peer.GreetAsync(Torrent.InfoHash);
        return (asking, peer);
    }
}
