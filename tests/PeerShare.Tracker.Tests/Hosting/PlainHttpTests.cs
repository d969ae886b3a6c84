using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>What a tracker answers without TLS, here and to others.</summary>
public sealed class PlainHttpTests
{
    private const string TlsOnly = "{\"error\":\"the tracker answers this over TLS only; ask again with https://\"}";

    [Theory]
    [InlineData("GET", Routes.Me)]
    [InlineData("GET", Routes.Trackers)]
    [InlineData("GET", Routes.Ready)]
    [InlineData("GET", Routes.Events)]
    [InlineData("POST", Routes.Login)]
    [InlineData("POST", Routes.MirrorPull)]
    [InlineData("GET", "/openapi.json")]
    [InlineData("GET", "/no/such/address")]
    [InlineData("PUT", Routes.Login)]
    public async Task From_elsewhere_the_api_is_answered_over_tls_only(string method, string route)
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.Any, 0) });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{Elsewhere.Of(stage)}{route}");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(TlsOnly);
    }

    [Fact]
    public async Task From_elsewhere_ordinary_clients_announce_and_supervisors_look_without_tls()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.Any, 0) });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Elsewhere.Of(stage)}") };

        (await http.GetAsync(new Uri(Routes.Live, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await http.GetStringAsync(new Uri("/announce/secret?info_hash=x", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("failure reason");
        (await http.GetStringAsync(new Uri("/secret/scrape", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("you are not registered");
    }

    [Fact]
    public async Task From_elsewhere_everything_is_answered_over_tls_and_the_certificate_bears_the_clusters_root()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.Any, 0) });
        var place = Elsewhere.Of(stage);
        using var socket = new TcpClient();
        await socket.ConnectAsync(place, TestContext.Current.CancellationToken);
        Fingerprint? root = null;
        await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) =>
            TrackerCertificate.TryReadRoot((X509Certificate2)shown!, TimeProvider.System.GetUtcNow(), out root, out _));
        await tls.AuthenticateAsClientAsync("tracker.example");

        root.ShouldBe(stage.Host.Fingerprint);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {Routes.Me} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tls);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldStartWith("HTTP/1.1 401 ");
    }

    [Fact]
    public async Task On_this_machine_everything_is_answered_without_tls()
    {
        await using var stage = await TrackerStage.StartAsync();
        var alice = (await stage.UsersAsync("alice"))[0];

        (await alice.AskAsync<Me>(Routes.Me)).Name.ShouldBe("alice");
    }
}
