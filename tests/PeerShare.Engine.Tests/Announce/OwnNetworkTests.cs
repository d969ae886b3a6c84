using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using PeerShare.Engine.Announce;
using PeerShare.Engine.Tests.Peers;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Announce;

/// <summary>Torrents of strangers name trackers, and trackers lead elsewhere; neither may reach a service of one's own network.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private const string NoPeers = "d8:intervali120e5:peers0:e";

    private readonly TcpListener tracker = new(IPAddress.Loopback, 0);
    private readonly TcpListener service = new(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
    private readonly TrackerClient client = new(from: null);

    public OwnNetworkTests()
    {
        tracker.Start();
        service.Start();
    }

    public void Dispose()
    {
        tracker.Dispose();
        service.Dispose();
        client.Dispose();
    }

    [Theory]
    [InlineData("http://127.0.0.2:PORT/announce")]
    [InlineData("http://127.0.0.1:PORT/shutdown")]
    [InlineData("http://127.0.0.1:PORT/announce/..%2fshutdown")]
    [InlineData("http://localhost:PORT/announce")]
    [InlineData("http://localhost:PORT/shutdown")]
    [InlineData("http://0.0.0.0:PORT/announce")]
    [InlineData("http://2130706433:PORT/shutdown")]
    [InlineData("http://[::1]:PORT/announce")]
    [InlineData("http://[::ffff:127.0.0.1]:PORT/announce")]
    [InlineData("http://169.254.169.254:PORT/latest/meta-data/")]
    [InlineData("//127.0.0.3:PORT/announce")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1:PORT/announce")]
    [InlineData("http://[::zz/")]
    [InlineData("")]
    public async Task Where_a_tracker_leads_into_ones_own_network_nobody_is_asked(string location)
    {
        var asked = AskAsync("/announce");
        await AnswerAsync($"HTTP/1.1 302 Found\r\nLocation: {Here(location)}\r\nContent-Length: 0\r\n\r\n");

        (await Should.ThrowAsync<TrackerFailure>(asked)).Message.ShouldMatch("private network|where we do not go");

        service.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Nor_over_a_connection_that_is_open_already()
    {
        var asked = AskAsync("/announce");
        using var caller = await tracker.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().Soon();
        await HearAsync(caller);
        await SayAsync(caller, $"HTTP/1.1 302 Found\r\nLocation: http://{tracker.LocalEndpoint}/shutdown\r\nContent-Length: 0\r\n\r\n");

        await Should.ThrowAsync<TrackerFailure>(asked);

        client.Dispose();
        (await HearAsync(caller)).ShouldBeEmpty();
        tracker.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/announce")]
    [InlineData("/announce/0123456789abcdef0123456789abcdef")]
    [InlineData("/0123456789abcdef0123456789abcdef/announce")]
    [InlineData("/announce.php?passkey=1")]
    public async Task A_tracker_of_ones_own_network_is_asked_and_may_lead_elsewhere_on_its_host(string path)
    {
        var asked = AskAsync(path);
        await AnswerAsync($"HTTP/1.1 307 Temporary\r\nLocation: {Here("http://127.0.0.1:PORT")}{path}\r\nContent-Length: 0\r\n\r\n");

        await AnswerAsync(service, $"HTTP/1.1 200 OK\r\nContent-Length: {NoPeers.Length}\r\n\r\n{NoPeers}");

        (await asked).Interval.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/shutdown")]
    [InlineData("/shutdown/announce")]
    [InlineData("/announce/../shutdown")]
    [InlineData("/announce/%2e%2e/shutdown")]
    [InlineData("/announce%2f..%2fshutdown")]
    [InlineData("/announcements")]
    public async Task A_torrent_that_names_a_service_of_ones_own_network_asks_it_for_nothing(string path)
    {
        (await Should.ThrowAsync<TrackerFailure>(AskAsync(path))).Message.ShouldContain("private network");

        tracker.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_sent_round_and_round_gives_up()
    {
        var asked = AskAsync("/announce");
        for (var round = 0; round < 6; round++)
        {
            await AnswerAsync("HTTP/1.1 302 Found\r\nLocation: /announce\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }

        (await Should.ThrowAsync<TrackerFailure>(asked)).Message.ShouldContain("without end");
    }

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.1.2.3", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("239.255.255.250", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2001:0:7f00:1::", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void What_is_the_internets_is_told_by_the_address(string address, bool isPublic) =>
        OwnNetwork.IsPublic(IPAddress.Parse(address), []).ShouldBe(isPublic);

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("8.8.7.1", false)]
    [InlineData("::ffff:8.8.7.1", false)]
    [InlineData("8.8.16.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("2606:4700:1::1", false)]
    public void Nor_is_what_lies_in_a_network_of_this_machine(string address, bool isPublic) =>
        OwnNetwork.IsPublic(IPAddress.Parse(address), [IPNetwork.Parse("8.8.0.0/20"), IPNetwork.Parse("2606:4700:1::/64")]).ShouldBe(isPublic);

    [Fact]
    public void This_machines_addresses_lie_in_its_networks()
    {
        var around = OwnNetwork.Around();

        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .ShouldAllBe(own => !OwnNetwork.IsPublic(own.Address, around));
        OwnNetwork.IsPublic(IPAddress.Parse("1.1.1.1"), around).ShouldBeTrue();
    }

    private string Here(string location) => location.Replace("PORT", $"{((IPEndPoint)service.LocalEndpoint).Port}", StringComparison.Ordinal);

    private Task<AnnounceResponse> AskAsync(string path) => client.AnnounceAsync(
        $"http://{tracker.LocalEndpoint}{path}",
        new AnnounceRequest(InfoHash.Of("any"u8), RawPeer.Id, 1, 0, 0, 1),
        TestContext.Current.CancellationToken).Soon();

    private Task AnswerAsync(string answer) => AnswerAsync(tracker, answer);

    private static async Task AnswerAsync(TcpListener asked, string answer)
    {
        using var caller = await asked.AcceptTcpClientAsync().Soon();
        await HearAsync(caller);
        await SayAsync(caller, answer);
    }

    private static async Task SayAsync(TcpClient caller, string answer) => await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));

    /// <returns>The request's first line; empty at the end of the connection.</returns>
    private static async Task<string> HearAsync(TcpClient caller)
    {
        using var reader = new StreamReader(caller.GetStream(), leaveOpen: true);
        var first = await reader.ReadLineAsync().Soon() ?? "";
        for (var line = first; line.Length > 0; line = await reader.ReadLineAsync().Soon() ?? "")
        {
        }

        return first;
    }
}
