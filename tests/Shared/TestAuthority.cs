using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerShare.Tests;

/// <summary>A certificate authority of a test's own: a company's, or the root of a cluster.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <param name="parent">Who has signed it; null: it is a root.</param>
    public TestAuthority(TestAuthority? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(parent is null ? "CN=root of a test" : "CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        if (parent is null)
        {
            Certificate = request.CreateSelfSigned(now - Life, now + Life);
            return;
        }

        using var signed = request.Create(parent.Certificate, parent.Certificate.NotBefore, parent.Certificate.NotAfter, RandomNumberGenerator.GetBytes(16));
        Certificate = signed.CopyWithPrivateKey(key);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Signs a server's certificate.</summary>
    /// <param name="host">Its name, alternative name too.</param>
    /// <param name="age">How long ago it ended; null for one that has not.</param>
    /// <param name="more">Further extensions.</param>
    public X509Certificate2 Issue(string host, TimeSpan? age = null, params X509Extension[] more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        more.ToList().ForEach(request.CertificateExtensions.Add);
        var begin = Certificate.NotBefore.ToUniversalTime();
        var end = age is { } ago ? TimeProvider.System.GetUtcNow() - ago : Certificate.NotAfter.ToUniversalTime();
        using var bare = request.Create(Certificate, begin, end, RandomNumberGenerator.GetBytes(16));
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose() => Certificate.Dispose();
}
