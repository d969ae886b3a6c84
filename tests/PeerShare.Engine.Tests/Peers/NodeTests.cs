using System.Collections.Concurrent;
using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

public sealed class NodeTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_fetches_what_another_has()
    {
        await using var stage = new NodeStage { Content = new Content(5_000_000, 512 * 1024) };
        var seeder = await stage.SeedAsync();
        var leecher = await stage.StartAsync();
        var store = stage.Content.Empty;

        var transfer = leecher.Add(stage.Setup(store, seeder.Endpoint));
        await transfer.Completion.Soon();

        store.Bytes.ShouldBe(stage.Content.Bytes);
        store.IsCompleted.ShouldBeTrue();
        transfer.Progress.State.ShouldBe(TransferState.Complete);
        transfer.Progress.VerifiedBytes.ShouldBe(5_000_000);
        transfer.Progress.Swarm.Wasted.ShouldBe(0);
    }

    [Fact]
    public async Task Many_fetch_from_each_other()
    {
        await using var stage = new NodeStage { Content = new Content(3_000_000, 65_536) };
        var seeder = await stage.SeedAsync();
        List<Content.ArrayStore> stores = [];
        List<IPEndPoint> known = [seeder.Endpoint];
        List<Transfer> transfers = [];
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var node = await stage.StartAsync();
            stores.Add(stage.Content.Empty);
            transfers.Add(node.Add(stage.Setup(stores[^1], [.. known])));
            known.Add(node.Endpoint);
        }

        await Task.WhenAll(transfers.Select(transfer => transfer.Completion)).Soon();

        stores.ShouldAllBe(store => store.Bytes.SequenceEqual(stage.Content.Bytes));
    }

    [Fact]
    public async Task Two_that_dial_each_other_both_live_where_links_are_one_way()
    {
        await using var stage = new NodeStage();
        var (seeder, leecher) = (await stage.StartAsync(), await stage.StartAsync());
        var (first, second) = (new NodeStage.Witness(), new NodeStage.Witness());
        var seeding = seeder.Add(stage.Setup(stage.Content.Full) with { OneLinkEachWay = true, Observer = first });
        await seeding.Completion.Soon();
        leecher.Add(stage.Setup(stage.Content.Empty) with { OneLinkEachWay = true, Observer = second });

        seeding.AddPeers([leecher.Endpoint]);
        await first.UpAsync;
        leecher.Transfers[0].AddPeers([seeder.Endpoint]);
        await leecher.Transfers[0].Completion.Soon();
    }

    [Fact]
    public async Task Connections_are_made_from_the_address_that_is_listened_on()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.StartAsync();
        var witness = new NodeStage.Witness();
        await seeder.Add(stage.Setup(stage.Content.Full) with { Observer = witness }).Completion.Soon();
        var leecher = await stage.StartAsync(options: new NodeOptions { Listen = IPEndPoint.Parse("127.0.0.3:0") });

        leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint));

        (await witness.UpAsync).Card.Address.Address.ShouldBe(IPAddress.Parse("127.0.0.3"));
    }

    [Fact]
    public async Task A_node_that_listens_everywhere_is_reached_by_both_protocols()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.StartAsync(options: new NodeOptions());
        await seeder.Add(stage.Setup(stage.Content.Full)).Completion.Soon();

        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            var leecher = await stage.StartAsync(options: new NodeOptions());
            await leecher.Add(stage.Setup(stage.Content.Empty, new IPEndPoint(address, seeder.Endpoint.Port))).Completion.Soon();
        }
    }

    [Fact]
    public async Task Progress_is_told_until_the_end()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.SeedAsync();
        var leecher = await stage.StartAsync();
        var transfer = leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint));

        var last = await transfer.ProgressAsync(TimeSpan.FromMilliseconds(1), Stopping).LastAsync(Stopping).Soon();

        last.State.ShouldBe(TransferState.Complete);
        last.TotalBytes.ShouldBe(stage.Content.Bytes.Length);
    }

    [Fact]
    public async Task A_transfer_ends_with_its_store_closed_and_nobody_waiting()
    {
        await using var stage = new NodeStage();
        var node = await stage.StartAsync();
        var store = stage.Content.Empty;
        var transfer = node.Add(stage.Setup(store));

        await transfer.DisposeAsync().AsTask().Soon();

        store.IsDisposed.ShouldBeTrue();
        transfer.Completion.IsCanceled.ShouldBeTrue();
        node.Transfers.ShouldBeEmpty();
        node.Add(stage.Setup(stage.Content.Empty)).ShouldNotBe(transfer);
    }

    [Fact]
    public async Task A_fault_in_the_swarm_fails_the_transfer_and_says_so()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.SeedAsync();
        var leecher = await stage.StartAsync();
        var witness = new NodeStage.Witness { Trap = new InvalidOperationException("a bug") };

        var transfer = leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint) with { Observer = witness });

        (await Should.ThrowAsync<IOException>(() => transfer.Completion.Soon())).Message.ShouldBe("content: a bug");
        (transfer.Progress.State, transfer.Progress.Reason).ShouldBe((TransferState.Failed, "a bug"));
    }

    [Fact]
    public async Task A_torrent_is_shared_once()
    {
        await using var stage = new NodeStage();
        var node = await stage.SeedAsync();

        Should.Throw<InvalidOperationException>(() => node.Add(stage.Setup(stage.Content.Empty))).Message.ShouldBe("content is shared already");
    }

    [Fact]
    public async Task A_limited_node_downloads_no_faster()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.SeedAsync();
        var options = new NodeOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), DownloadRate = 600_000 };
        var leecher = await stage.StartAsync(options: options);
        var started = TimeProvider.System.GetTimestamp();

        await leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint)).Completion.Soon();

        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(350));
    }

    [Fact]
    public async Task One_peer_is_sent_no_more_than_it_may_be_and_the_next_as_much()
    {
        await using var stage = new NodeStage();
        var time = new VirtualTime();
        var options = new NodeOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), PeerUploadRate = 100_000 };
        var node = await stage.StartAsync(time, options);
        await node.Add(stage.Setup(stage.Content.Full)).Completion.Soon();
        using var first = await AskAsync(new PeerId("-XX0001-aaaaaaaaaaaa"u8));
        using var second = await AskAsync(new PeerId("-XX0001-bbbbbbbbbbbb"u8));

        await first.HearAsync(10_000);
        await second.HearAsync(10_000);
        await time.TimerSetAsync(TimeSpan.FromMilliseconds(50));
        time.Advance(TimeSpan.FromMilliseconds(50));

        await first.HearAsync(5_000);
        await second.HearAsync(5_000);

        async Task<RawPeer> AskAsync(PeerId id)
        {
            var peer = await RawPeer.ConnectAsync(node.Endpoint);
            await peer.GreetAsync(stage.Content.Torrent.InfoHash, id);
            await peer.HearGreetingAsync();
            await peer.SayAsync(PeerMessage.Interested);
            await peer.HearUntilAsync(PeerMessageKind.Unchoke);
            await peer.SayAsync(PeerMessage.Request(stage.Content.Block(0, 0)));
            return peer;
        }
    }

    [Fact]
    public async Task The_description_comes_from_a_peer()
    {
        await using var stage = new NodeStage { Content = new Content(20_000_000, 16_384) };
        var seeder = await stage.SeedAsync(answersAny: true);
        var leecher = await stage.StartAsync();
        var known = stage.Content.Torrent.InfoHash;

        var byName = await leecher.FetchMetadataAsync(seeder.Endpoint, known, Stopping).Soon();
        var any = await leecher.FetchMetadataAsync(seeder.Endpoint, InfoHash.Any, Stopping).Soon();

        byName.InfoHash.ShouldBe(known);
        any.InfoHash.ShouldBe(known);
        any.Info.Length.ShouldBeGreaterThan(16_384);
    }

    [Fact]
    public async Task A_peer_that_was_asked_for_its_description_can_be_dialled_at_once()
    {
        await using var stage = new NodeStage();
        var seeder = await stage.SeedAsync();
        var leecher = await stage.StartAsync();

        await leecher.FetchMetadataAsync(seeder.Endpoint, stage.Content.Torrent.InfoHash, Stopping).Soon();

        var witness = new NodeStage.Witness();
        leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint) with { Observer = witness });
        await witness.UpAsync;
        witness.DialHasFailed.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_description_there_is_a_reason()
    {
        await using var stage = new NodeStage();
        var (node, other) = (await stage.SeedAsync(), await stage.StartAsync());

        var refusal = await Should.ThrowAsync<IOException>(() => other.FetchMetadataAsync(node.Endpoint, InfoHash.Of("else"u8), Stopping).Soon());

        refusal.Message.ShouldStartWith($"no metadata from {node.Endpoint}: ");
    }

    [Fact]
    public async Task A_peer_without_the_description_is_told_of_once_and_the_search_goes_on()
    {
        await using var stage = new NodeStage();
        var (wrong, seeder, leecher) = (await stage.StartAsync(), await stage.SeedAsync(), await stage.StartAsync());
        var complaints = new ConcurrentQueue<(IPEndPoint Peer, string Reason)>();

        var torrent = await leecher.FetchMetadataAsync(
            stage.Content.Torrent.InfoHash,
            [wrong.Endpoint],
            [],
            (_, _) => { },
            (peer, reason) =>
            {
                complaints.Enqueue((peer, reason));
                wrong.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint));
            },
            Stopping).Soon();

        torrent.InfoHash.ShouldBe(stage.Content.Torrent.InfoHash);
        complaints.ShouldHaveSingleItem().Reason.ShouldStartWith($"no metadata from {wrong.Endpoint}: ");
    }
}
