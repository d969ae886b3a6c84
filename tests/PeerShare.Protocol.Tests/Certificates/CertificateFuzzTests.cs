using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Certificates;

/// <summary>Mutated requests, certificates and subjects: each is refused in a line, and nobody but the asker of a good request gets in.</summary>
public sealed class CertificateFuzzTests : IDisposable
{
    private const int Rounds = 25_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly GroupAuthority authority = GroupAuthority.Create(EntityId.Create(), Now);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly MemberSubject member = new(EntityId.Create(), EntityId.Create(), 1);

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    [Fact]
    public void A_mutated_request_gets_a_certificate_for_the_askers_own_key_or_a_line() => Fuzz.Try(Rounds, [Request()], bytes =>
    {
        if (authority.TryIssue(bytes, member, Now, out var issued, out var error))
        {
            using var certificate = issued;
            certificate.GetPublicKey().ShouldBe(key.ExportSubjectPublicKeyInfo()[^65..]);
            return;
        }

        error.ShouldNotContain('\n');
    });

    [Fact]
    public void A_mutated_certificate_is_no_certificate_or_no_members()
    {
        authority.TryIssue(Request(), member, Now, out var issued, out var error).ShouldBeTrue(error);
        using var good = issued!;
        using var root = X509Certificate2.CreateFromPem(authority.RootPem);
        Fuzz.Try(Rounds, [good.RawData], bytes =>
        {
            try
            {
                using var read = X509CertificateLoader.LoadCertificate(bytes);
                MemberSubject.TryRead(read.SubjectName, out _);
                var fault = PeerCertificate.FaultOf(read, root, "film", Now);
                (fault is not null || read.RawData.AsSpan().SequenceEqual(good.RawData)).ShouldBeTrue();
            }
            catch (CryptographicException)
            {
                // No certificate at all; TLS ends the connection there.
            }
        });
    }

    [Fact]
    public void A_mutated_subject_is_nobody_or_somebody() => Fuzz.Try(Rounds, [member.ToName().RawData, Encoding.ASCII.GetBytes("CN=x")], bytes =>
    {
        try
        {
            if (MemberSubject.TryRead(new X500DistinguishedName(bytes), out var read))
            {
                MemberSubject.TryRead(read.ToName(), out var again).ShouldBeTrue();
                again.ShouldBe(read);
            }
        }
        catch (CryptographicException)
        {
            // No name at all.
        }
    });

    private byte[] Request() => new CertificateRequest("CN=me", key, HashAlgorithmName.SHA256).CreateSigningRequest();
}
