using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Certificates;

/// <summary>The certificate of a tracker: signed by its cluster's root, and bearing that root, because TLS servers leave the root out of
/// what they send. It names no host: who has the root's word is a tracker of the cluster, wherever it is.</summary>
public static class TrackerCertificate
{
    private const string Subject = "CN=peershare-tracker";

    /// <summary>The extension with the root; its number is a random UUID, as ITU-T X.667 allows anybody.</summary>
    private const string RootExtension = "2.25.119907633008223923733583819909926724498";

    private const int SerialLength = 16;
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    /// <summary>By so much a client's clock may be wrong: the certificates are made for years.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(7);

    /// <summary>Makes a certificate with its private key.</summary>
    /// <param name="root">The cluster's, with its private key.</param>
    /// <param name="now">When it begins, about; it ends with the root.</param>
    public static X509Certificate2 Issue(X509Certificate2 root, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(PeerCertificate.Usages(), critical: false));
        request.CertificateExtensions.Add(new X509Extension(RootExtension, root.RawDataMemory.Span, critical: false));
        var begin = now - Backdated < root.NotBefore ? root.NotBefore : now - Backdated;
        using var bare = request.Create(root, begin, root.NotAfter, RandomNumberGenerator.GetBytes(SerialLength));
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Reads whose tracker it is, after looking whether the root that it bears has signed it as a tracker's.</summary>
    /// <param name="shown">Whatever a server has shown.</param>
    /// <param name="now">The time.</param>
    /// <param name="root">The cluster's root; whether it is the right one is for the caller to say.</param>
    /// <param name="fault">Why it is no tracker's certificate; null when it is one.</param>
    public static bool TryReadRoot(
        X509Certificate2 shown, DateTimeOffset now, [NotNullWhen(true)] out Fingerprint? root, [NotNullWhen(false)] out string? fault)
    {
        root = null;
        try
        {
            fault = FaultOf(shown, now, out root);
        }
        catch (CryptographicException)
        {
            fault = "its certificate is malformed";
        }

        root = fault is null ? root : null;
        return root is not null;
    }

    private static string? FaultOf(X509Certificate2 shown, DateTimeOffset now, out Fingerprint? root)
    {
        root = null;
        if (shown.Extensions[RootExtension] is not { } borne)
        {
            return "its certificate is not that of a PeerShare tracker";
        }

        using var signer = X509CertificateLoader.LoadCertificate(borne.RawData);
        root = Fingerprint.Of(signer);
        return !PeerCertificate.IsSignedBy(signer, shown, now: null) ? "its certificate bears a root that has not signed it"
            : shown.Subject != Subject || !PeerCertificate.IsForBothEnds(shown) ? "its certificate is not that of a PeerShare tracker"
            : now < shown.NotBefore.ToUniversalTime() - Slack ? "its certificate is not valid yet by this machine's clock"
            : now > shown.NotAfter.ToUniversalTime() + Slack ? "its certificate has ended by this machine's clock"
            : null;
    }
}
