using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;

namespace PeerShare.Protocol.Tests.Certificates;

public sealed class PeerCertificateTests : IDisposable
{
    private const string Torrent = "payload.bin";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;

    public PeerCertificateTests() => root = Root(rootKey);

    [Theory]
    [InlineData("*")]
    [InlineData("payload.bin")]
    public void The_torrents_exact_name_and_the_name_of_every_torrent_are_let_in(string name) => FaultOf(name).ShouldBeNull();

    [Theory]
    [InlineData("payload")]
    [InlineData("pay")]
    [InlineData("payload.bin.evil")]
    [InlineData("PAYLOAD.BIN")]
    [InlineData("*.bin")]
    [InlineData("pay*")]
    [InlineData("**")]
    [InlineData("*\0")]
    [InlineData("payload.bin\0")]
    [InlineData("payload.bin\0.evil")]
    [InlineData("evil\0payload.bin")]
    [InlineData("")]
    public void Any_other_name_is_not(string name) => FaultOf(name).ShouldBe("its certificate is for another torrent");

    [Fact]
    public void The_common_name_does_not_count() =>
        FaultOf(null, subject: $"CN={Torrent}").ShouldBe("its certificate is for another torrent");

    [Fact]
    public void One_of_several_names_is_enough() => PeerCertificate.FaultOf(Leaf(["other", Torrent]), root, Torrent, Now).ShouldBeNull();

    [Fact]
    public void It_does_not_count_before_it_begins_nor_after_its_end()
    {
        using var leaf = Leaf(["*"]);

        PeerCertificate.FaultOf(leaf, root, Torrent, Now.AddHours(-2)).ShouldBe("its certificate is not valid yet");
        PeerCertificate.FaultOf(leaf, root, Torrent, Now.AddHours(23)).ShouldBe("its certificate has ended");
        PeerCertificate.FaultOf(leaf, root, Torrent, Now.AddHours(23).AddSeconds(-1)).ShouldBeNull();
    }

    [Fact]
    public void Another_root_of_the_same_name_is_another_root()
    {
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = Root(otherKey);
        using var leaf = Leaf(["*"]);

        PeerCertificate.FaultOf(leaf, other, Torrent, Now).ShouldBe("its certificate is not from this torrent's root");
    }

    [Fact]
    public void A_self_signed_one_and_the_root_itself_are_nobodys()
    {
        using var self = Root(key);

        PeerCertificate.FaultOf(self, root, Torrent, Now).ShouldBe("its certificate is not from this torrent's root");
        PeerCertificate.FaultOf(root, root, Torrent, Now).ShouldBe("its certificate is not from this torrent's root");
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1")]
    [InlineData("1.3.6.1.5.5.7.3.2")]
    [InlineData("1.3.6.1.5.5.7.3.3")]
    public void A_usage_for_one_end_only_is_not_enough(string usage) =>
        FaultOf("*", usages: [new Oid(usage)]).ShouldBe("its certificate is not for both ends of a connection");

    [Fact]
    public void Both_usages_are() => FaultOf("*", usages: PeerCertificate.Usages()).ShouldBeNull();

    [Fact]
    public void A_malformed_list_of_names_is_a_fault()
    {
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", [0x30, 0x81, 0xff, 0x01], false));
        using var leaf = Sign(request);

        PeerCertificate.FaultOf(leaf, root, Torrent, Now).ShouldNotBeNull();
    }

    public void Dispose()
    {
        rootKey.Dispose();
        key.Dispose();
        root.Dispose();
    }

    private static X509Certificate2 Root(ECDsa key)
    {
        var request = new CertificateRequest("CN=group", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(100));
    }

    private string? FaultOf(string? name, string subject = "CN=x", OidCollection? usages = null)
    {
        using var leaf = Leaf(name is null ? [] : [name], subject, usages);
        return PeerCertificate.FaultOf(leaf, root, Torrent, Now);
    }

    private X509Certificate2 Leaf(IReadOnlyList<string> names, string subject = "CN=x", OidCollection? usages = null)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (names.Count > 0)
        {
            request.CertificateExtensions.Add(Names(names));
        }

        if (usages is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        }

        return Sign(request);
    }

    private X509Certificate2 Sign(CertificateRequest request) => request.Create(
        root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), Now.AddHours(-1), Now.AddHours(23), [1, 2, 3]);

    /// <summary>Names as they come, also those that the framework's builder would not write.</summary>
    private static X509Extension Names(IReadOnlyList<string> names)
    {
        const byte Sequence = 0x30;
        const byte DnsName = 0x82;
        byte[] entries = [.. names.SelectMany(name => (byte[])[DnsName, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)])];
        return new X509Extension("2.5.29.17", [Sequence, (byte)entries.Length, .. entries], false);
    }
}
