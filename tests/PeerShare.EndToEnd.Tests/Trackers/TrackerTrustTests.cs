using System.Security.Cryptography.X509Certificates;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Values;

namespace PeerShare.EndToEnd.Tests.Trackers;

/// <summary>A tracker with a certificate of a company's authority, and clients that trust the authority, the fingerprint, or neither.</summary>
public sealed class TrackerTrustTests : StagedTest, IAsyncLifetime
{
    private readonly TestAuthority company = new();
    private readonly TestAuthority department;
    private readonly X509Certificate2 certificate;
    private string cluster = "";

    public TrackerTrustTests()
    {
        department = new TestAuthority(company);
        certificate = department.Issue("localhost");
    }

    private string List => Stage.In("tracker_info.txt");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Stage.In("chain.pem"), certificate.ExportCertificatePem() + "\n" + department.Certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey().ShouldNotBeNull();
        await File.WriteAllTextAsync(Stage.In("key.pem"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Stage.In("company.pem"), company.Certificate.ExportCertificatePem());
        await ListAsync("");
        var tracker = Stage.Start("tracker", List, "1", "--data", Stage.In("tracker"), "--tls-cert", Stage.In("chain.pem"), "--tls-key", Stage.In("key.pem"));
        cluster = (await tracker.SaysAsync("^cluster (sha256:[0-9a-f]{64})$")).Groups[1].Value;
        await tracker.SaysAsync($"^certificate {Fingerprint.Of(certificate)}$");
    }

    [Fact]
    public async Task What_an_authority_vouches_for_that_the_machine_trusts_is_used()
    {
        Stage.Environment["SSL_CERT_FILE"] = Stage.In("company.pem");
        await StartClientAsync();

        (await TellAsync("create_user", "alice", "pw")).ShouldBe((0, "user alice created"));
        (await File.ReadAllTextAsync(Stage.In("client/tracker-pin"), TestContext.Current.CancellationToken)).ShouldBe("authorities\n");
    }

    [Fact]
    public async Task What_no_authority_vouches_for_is_used_only_when_the_list_has_its_fingerprint()
    {
        await StartClientAsync();
        var (code, said) = await TellAsync("create_user", "alice", "pw");
        code.ShouldBe(1);
        said.ShouldMatch($"^error: the tracker at localhost:{Stage.Ports[0]} is not used: its certificate is not that of a PeerShare tracker, and no authority[^\n]*$");
        File.Exists(Stage.In("client/tracker-pin")).ShouldBeFalse();
        await TellAsync("quit");

        await ListAsync(cluster);
        await StartClientAsync();
        (_, said) = await TellAsync("create_user", "alice", "pw");
        said.ShouldContain($"it shows {Fingerprint.Of(certificate)}");
        said.ShouldContain($"but the list of trackers says {cluster}; ");
        await TellAsync("quit");

        await ListAsync(Fingerprint.Of(certificate).ToString());
        await StartClientAsync();
        (await TellAsync("create_user", "alice", "pw")).ShouldBe((0, "user alice created"));
    }

    private Task ListAsync(string fingerprint) => File.WriteAllTextAsync(List, $"localhost:{Stage.Ports[0]} {fingerprint}\n");

    private async Task StartClientAsync() => await Stage.Start("client", "127.0.0.1:0", List, "--data", Stage.In("client")).SaysAsync("^client on ");

    private async Task<(int Code, string Said)> TellAsync(params string[] words)
    {
        var player = await Stage.RunAsync([.. words, "--node", Stage.In("client")]);
        return (player.ExitCode, string.Join('\n', player.Out.Concat(player.Error).Where(line => !line.StartsWith("warning: other users", StringComparison.Ordinal))));
    }
}
