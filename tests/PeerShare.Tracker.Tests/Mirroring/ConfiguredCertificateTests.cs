using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Trackers that show their clients a certificate of another authority than the cluster.</summary>
public sealed class ConfiguredCertificateTests
{
    [Fact]
    public async Task Clients_are_shown_what_was_configured_and_mirrors_what_the_cluster_signed()
    {
        using var company = new TestAuthority();
        using var configured = company.Issue("tracker.example");
        var context = SslStreamCertificateContext.Create(configured, null, offline: true);
        await using var stage = await MirrorStage.StartAsync(1);
        await stage.AddAsync(options => options with { Certificate = context });
        await stage.StopAsync(0);
        await stage.StartAgainAsync(0, options => options with { Certificate = context, Mirrors = [new HostPort("127.0.0.1", stage.Hosts[1].Endpoint.Port)] });
        await stage.UntilAllAreUpAsync();

        Fingerprint.Of(await ShownAsync(stage, "tracker.example")).ShouldBe(Fingerprint.Of(configured));
        TrackerCertificate.TryReadRoot(await ShownAsync(stage, "mirror.peershare.internal"), TimeProvider.System.GetUtcNow(), out var root, out _).ShouldBeTrue();
        root.ShouldBe(stage.Hosts[0].Fingerprint);
        (await (await stage.UserAsync(0, "alice")).CreateGroupAsync("g1")).ShouldBe("");
    }

    private static async Task<X509Certificate2> ShownAsync(MirrorStage stage, string name)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(stage.Hosts[0].Endpoint, TestContext.Current.CancellationToken);
        X509Certificate2? seen = null;
        await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) =>
        {
            seen = shown is null ? null : X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
            return seen is not null;
        });
        await tls.AuthenticateAsClientAsync(name);
        return seen.ShouldNotBeNull();
    }
}
