using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Announce;

/// <summary>Announces over IPv4 and IPv6 to one tracker (BEP 7): one announce from each address, as clients make them today.</summary>
public sealed class DualStackTests : IAsyncLifetime
{
    private const int Port = 1001;

    private static readonly Torrent File = Content.Torrent("f");
    private static readonly IPEndPoint OverV4 = new(IPAddress.Loopback, Port);
    private static readonly IPEndPoint OverV6 = new(IPAddress.IPv6Loopback, Port);

    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        stage = await TrackerStage.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.IPv6Any, 0) });
        (alice, bob) = (await UserAsync("alice"), await UserAsync("bob"));
        await alice.CreateGroupAsync("g1", bob);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
    }

    public ValueTask DisposeAsync() => stage?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Who_announces_over_ipv6_is_told_to_others_in_peers6()
    {
        await AnnounceAsync(alice, OverV6);

        bob.MoveTo(At(OverV4));
        var query = new AnnounceRequest(File.InfoHash, PeerId.Create(), 1002, 0, 0, 5).ToQuery();
        var answer = await bob.FetchAsync($"/announce/{bob.Session!.Passkey}?{query}");

        answer.ShouldContain($"5:peers0:6:peers618:{Encoding.Latin1.GetString([.. OverV6.Address.GetAddressBytes(), Port >> 8, Port & 0xff])}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_announces_over_both_is_one_peer_with_two_addresses(bool overV6First)
    {
        await AnnounceAsync(alice, overV6First ? OverV6 : OverV4);
        await AnnounceAsync(alice, overV6First ? OverV4 : OverV6);

        var answer = await AnnounceAsync(bob, OverV6, port: 1002, left: long.MaxValue);

        answer.Peers.ShouldBe([OverV4, OverV6], ignoreOrder: true);
        (answer.Complete, answer.Incomplete).ShouldBe((1, 1));
        (await bob.SourcesAsync("g1")).ShouldBe("f:1");
    }

    [Fact]
    public async Task A_goodbye_over_either_is_the_goodbye_of_both()
    {
        await AnnounceAsync(alice, OverV4);
        await AnnounceAsync(alice, OverV6);

        await AnnounceAsync(alice, OverV6, happened: AnnounceEvent.Stopped);

        (await AnnounceAsync(bob, OverV4, port: 1002, left: long.MaxValue)).Peers.ShouldBeEmpty();
    }

    private async Task<TestClient> UserAsync(string name)
    {
        var client = stage.Client();
        client.MoveTo(At(OverV4));
        (await client.CreateUserAsync(name)).ShouldBe("");
        (await client.LoginAsync(name)).ShouldBe("");
        return client;
    }

    private IPEndPoint At(IPEndPoint family) => new(family.Address, stage.Host.Endpoint.Port);

    private Task<AnnounceResponse> AnnounceAsync(TestClient client, IPEndPoint over, int port = Port, long left = 0, AnnounceEvent happened = AnnounceEvent.None)
    {
        client.MoveTo(At(over));
        return client.AnnounceAsync(File, port, left, happened);
    }
}
