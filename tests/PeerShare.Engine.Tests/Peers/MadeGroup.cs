using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>A group's authority, and members with keys of their own.</summary>
internal sealed class MadeGroup(DateTimeOffset now) : IDisposable
{
    private readonly GroupAuthority authority = GroupAuthority.Create(new EntityId(1), now);

    public string Root => authority.RootPem;

    public static EntityId IdOf(int member) => new((UInt128)(uint)member);

    public GroupAccess Access(int member, int epoch = 1) => new(CertificateOf(member, epoch));

    /// <param name="member">Any number.</param>
    /// <param name="epoch">The member's time in the group.</param>
    /// <param name="since">When it was issued; null for when the group was made.</param>
    public X509Certificate2 CertificateOf(int member, int epoch = 1, DateTimeOffset? since = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var subject = new MemberSubject(new EntityId(1), IdOf(member), epoch);
        authority.TryIssue(request, subject, since ?? now, out var issued, out var error).ShouldBeTrue(error);
        using var certificate = issued;
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>One that names every torrent, has so many bytes of something in it, and that nobody but its owner has signed.</summary>
    public X509Certificate2 NobodysCertificate(int bytes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(PeerCertificate.EveryTorrent);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.99999.1", new byte[bytes], critical: false));
        return request.CreateSelfSigned(now, now.AddHours(24));
    }

    public void Dispose() => authority.Dispose();
}
