using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Certificates;

public sealed class GroupAuthorityTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly EntityId Group = new(0x1234);
    private static readonly MemberSubject Bob = new(Group, new EntityId(0xb0b), 3);

    [Fact]
    public void A_certificate_says_group_member_and_epoch_and_nothing_else()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        authority.TryIssue(Request(key, "CN=bob who would like to be root"), Bob, Now, out var issued, out _).ShouldBeTrue();
        using var certificate = issued;

        MemberSubject.TryRead(certificate.SubjectName, out var subject).ShouldBeTrue();
        subject.ShouldBe(Bob);
        certificate.Subject.ShouldNotContain("bob");
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ShouldHaveSingleItem().EnumerateDnsNames().ShouldBe(["*"]);
    }

    [Fact]
    public void A_certificate_counts_for_24_hours_and_from_an_hour_ago()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        authority.TryIssue(Request(key), Bob, Now, out var issued, out _).ShouldBeTrue();
        using var certificate = issued;

        certificate.NotBefore.ToUniversalTime().ShouldBe(Now.AddHours(-1).UtcDateTime);
        certificate.NotAfter.ToUniversalTime().ShouldBe(Now.AddHours(23).UtcDateTime);
    }

    [Fact]
    public void Two_certificates_never_have_one_serial_number()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(key);

        var serials = Enumerable.Range(0, 20).Select(time =>
        {
            authority.TryIssue(request, Bob, Now, out var issued, out _).ShouldBeTrue();
            using var certificate = issued;
            return certificate.SerialNumber;
        });

        serials.Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public void The_root_ends_with_the_calendar_and_is_the_same_text_after_a_restart()
    {
        using var first = GroupAuthority.Create(Group, Now);
        using var again = GroupAuthority.Load(first.RootPem, first.ExportKey());
        using var root = X509Certificate2.CreateFromPem(again.RootPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        again.RootPem.ShouldBe(first.RootPem);
        root.NotAfter.ToUniversalTime().Year.ShouldBe(9999);
        again.TryIssue(Request(key), Bob, Now, out var issued, out _).ShouldBeTrue();
        using var certificate = issued;
        PeerCertificate.FaultOf(certificate, root, "anything", Now).ShouldBeNull();
    }

    [Fact]
    public void A_key_of_another_root_is_not_taken_up()
    {
        using var first = GroupAuthority.Create(Group, Now);
        using var second = GroupAuthority.Create(Group, Now);

        Should.Throw<CryptographicException>(() => GroupAuthority.Load(first.RootPem, second.ExportKey()).Dispose());
    }

    [Fact]
    public void Who_does_not_have_the_key_gets_no_certificate_for_it()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Request(key);
        forged[^1] ^= 1;

        Refusal(authority, forged).ShouldContain("does not have the key");
    }

    [Fact]
    public void Other_keys_than_P256_are_refused()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var rsa = RSA.Create(2048);
        var withRsa = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();

        Refusal(authority, Request(large)).ShouldContain("P-256");
        Refusal(authority, withRsa).ShouldNotBeEmpty();
    }

    [Fact]
    public void Rubbish_of_any_length_is_refused_in_a_line()
    {
        using var authority = GroupAuthority.Create(Group, Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = Request(key);
        var random = new Random(5);

        Refusal(authority, []).ShouldNotBeEmpty();
        Refusal(authority, new byte[1_000_000]).ShouldContain("4096");
        Refusal(authority, [.. good, 0]).ShouldNotBeEmpty();
        for (var round = 0; round < 500; round++)
        {
            var mutated = (byte[])good.Clone();
            mutated[random.Next(mutated.Length)] ^= (byte)random.Next(1, 256);
            authority.TryIssue(mutated.AsSpan(0, random.Next(mutated.Length)), Bob, Now, out _, out var error).ShouldBeFalse();
            error.ShouldNotContain("\n");
        }
    }

    private static string Refusal(GroupAuthority authority, byte[] request)
    {
        authority.TryIssue(request, Bob, Now, out _, out var error).ShouldBeFalse();
        return error;
    }

    private static byte[] Request(ECDsa key, string name = "CN=whoever") =>
        new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSigningRequest();
}
