using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.App.Commands;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tests.Commands;

/// <summary>What <c>--tls-cert</c> and <c>--tls-key</c> of a tracker may name.</summary>
public sealed class TlsCertificateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestAuthority company = new();

    public void Dispose()
    {
        company.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_chain_and_its_key_are_taken_from_one_file_or_two()
    {
        using var authority = new TestAuthority(company);
        using var certificate = authority.Issue("tracker.example");
        var chain = Written("chain.pem", $"{certificate.ExportCertificatePem()}\n{authority.Certificate.ExportCertificatePem()}\n");
        var key = Written("key.pem", KeyOf(certificate));
        var both = Written("both.pem", $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}");

        var shown = Read(chain, key);
        Fingerprint.Of(shown.TargetCertificate).ShouldBe(Fingerprint.Of(certificate));
        shown.TargetCertificate.HasPrivateKey.ShouldBeTrue();
        shown.IntermediateCertificates.Select(Fingerprint.Of).ShouldBe([Fingerprint.Of(authority.Certificate)]);
        Fingerprint.Of(Read(both, null).TargetCertificate).ShouldBe(Fingerprint.Of(certificate));
    }

    [Fact]
    public void A_certificate_that_has_ended_is_refused()
    {
        using var certificate = company.Issue("tracker.example", TimeSpan.FromDays(1));

        Fault(Written("both.pem", $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}"), null).ShouldContain("ended on 20");
    }

    [Fact]
    public void A_key_of_another_certificate_or_with_a_password_or_none_is_refused()
    {
        using var certificate = company.Issue("tracker.example");
        using var other = company.Issue("tracker.example");
        using var key = certificate.GetECDsaPrivateKey().ShouldNotBeNull();
        var cost = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        var chain = Written("chain.pem", certificate.ExportCertificatePem());

        foreach (var unfit in new[] { KeyOf(other), key.ExportEncryptedPkcs8PrivateKeyPem("secret", cost), certificate.ExportCertificatePem(), "rubbish" })
        {
            Fault(chain, Written("key.pem", unfit)).ShouldBe(
                $"{Path.Combine(folder.Path, "key.pem")} does not hold the private key of the first certificate in {chain}, in PEM form and without a password");
        }
    }

    [Theory]
    [InlineData("rubbish", "holds no certificate in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n", "holds no certificate in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n", "holds a certificate that is damaged")]
    public void What_is_no_certificate_is_refused(string text, string told) => Fault(Written("chain.pem", text), null).ShouldContain(told);

    [Theory]
    [InlineData("--tls-cert no-such.pem", "there is no file no-such.pem; check")]
    [InlineData("--tls-key key.pem", "--tls-key is of no use without --tls-cert; name the certificate too")]
    public async Task A_tracker_does_not_start_without_what_it_shall_show(string options, string told)
    {
        var list = Written("tracker_info.txt", "127.0.0.1:1");

        var shell = await Shell.RunAsync(["tracker", list, "1", "--data", Path.Combine(folder.Path, "tracker"), .. options.Split(' ')]);

        shell.ExitCode.ShouldBe(1);
        shell.Error.ShouldStartWith($"error: {told}");
        Directory.Exists(Path.Combine(folder.Path, "tracker")).ShouldBeFalse();
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey().ShouldNotBeNull();
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static SslStreamCertificateContext Read(string chain, string? key) =>
        new TlsCertificate(chain, key).Read(TimeProvider.System.GetUtcNow()).ShouldNotBeNull();

    private static string Fault(string chain, string? key) => Should.Throw<CommandFailure>(() => Read(chain, key)).Message;

    private string Written(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
