using System.Net;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>Several transfers of one node under memory for four of their pieces, as with pieces of 16 MiB.</summary>
public sealed class SharedMemoryTests
{
    private const int PieceLength = 64 * 1024;

    private static readonly NodeOptions Tight = new()
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        MemoryBudget = 4 * PieceLength,
    };

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public async Task All_of_several_transfers_complete(int count)
    {
        await using var stage = new NodeStage();
        var seeder = await stage.StartAsync();
        var leecher = await stage.StartAsync(options: Tight);
        var contents = Contents(count);
        contents.ForEach(content => seeder.Add(SetupOf(stage, content, content.Full)));

        var transfers = contents.ConvertAll(content => leecher.Add(SetupOf(stage, content, content.Empty, seeder.Endpoint)));

        await Task.WhenAll(transfers.Select(transfer => transfer.Completion)).Soon();
    }

    [Fact]
    public async Task Transfers_whose_peers_are_silent_keep_no_other_from_completing()
    {
        await using var stage = new NodeStage();
        var contents = Contents(3);
        var leecher = await stage.StartAsync(options: Tight);
        await leecher.Add(SetupOf(stage, contents[0], contents[0].Empty)).Checked;
        using var silent = await RawPeer.ConnectAsync(leecher.Endpoint);
        await silent.GreetAsync(contents[0].Torrent.InfoHash);
        await silent.SayAsync(PeerMessage.HaveAll);
        await silent.SayAsync(PeerMessage.Unchoke);
        await silent.HearGreetingAsync();
        while ((await silent.HearMessageAsync()).Kind != PeerMessageKind.Request)
        {
        }

        var seeder = await stage.StartAsync();
        var rest = contents[1..];
        rest.ForEach(content => seeder.Add(SetupOf(stage, content, content.Full)));
        var transfers = rest.ConvertAll(content => leecher.Add(SetupOf(stage, content, content.Empty, seeder.Endpoint)));

        await Task.WhenAll(transfers.Select(transfer => transfer.Completion)).Soon();
    }

    private static List<Content> Contents(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Content((40 * PieceLength) + number, PieceLength, $"content {number}"))];

    private static TransferSetup SetupOf(NodeStage stage, Content content, Content.ArrayStore store, params IPEndPoint[] peers) =>
        stage.Setup(store, peers) with
        {
            Torrent = content.Torrent,
            Policies = SwarmPolicies.Open(content.Layout, new Random(1)),
        };
}
