using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerShare.Protocol.Certificates;

/// <summary>The rules for certificates between peers of an SSL torrent (libtorrent's manual, "ssl torrents"), stricter than there: names
/// must be equal as a whole.</summary>
public static class PeerCertificate
{
    /// <summary>The alternative name that stands for every torrent of the root.</summary>
    public const string EveryTorrent = "*";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Both: a peer dials and is dialled.</summary>
    public static OidCollection Usages() => [new Oid(ServerAuthentication), new Oid(ClientAuthentication)];

    /// <summary>Why a peer with this certificate may not have the torrent; null when it may.</summary>
    /// <param name="certificate">The peer's own; whatever else it sent along does not count.</param>
    /// <param name="root">The torrent's.</param>
    /// <param name="torrent">The torrent's name.</param>
    /// <param name="now">The time.</param>
    public static string? FaultOf(X509Certificate2 certificate, X509Certificate2 root, string torrent, DateTimeOffset now)
    {
        try
        {
            return now < certificate.NotBefore.ToUniversalTime() ? "its certificate is not valid yet"
                : now >= certificate.NotAfter.ToUniversalTime() ? "its certificate has ended"
                : !IsSignedBy(root, certificate, now) ? "its certificate is not from this torrent's root"
                : !Names(certificate, torrent) ? "its certificate is for another torrent"
                : !IsForBothEnds(certificate) ? "its certificate is not for both ends of a connection"
                : null;
        }
        catch (CryptographicException)
        {
            return "its certificate is malformed";
        }
    }

    /// <summary>Has the root itself signed it? No certificate in between counts.</summary>
    /// <param name="root">The only one that is trusted.</param>
    /// <param name="certificate">Whose.</param>
    /// <param name="now">The time; null where times do not matter.</param>
    public static bool IsSignedBy(X509Certificate2 root, X509Certificate2 certificate, DateTimeOffset? now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (now is { } time)
        {
            chain.ChainPolicy.VerificationTime = time.UtcDateTime;
        }
        else
        {
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        }

        try
        {
            // The root itself is nobody's certificate: a chain of one would be a peer that has stolen the root's key.
            return chain.Build(certificate) && chain.ChainElements.Count == 2;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    internal static bool IsForBothEnds(X509Certificate2 certificate)
    {
        var limits = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList();
        var allowed = limits.SelectMany(limit => limit.EnhancedKeyUsages.Cast<Oid>()).Select(usage => usage.Value).ToList();
        return limits.Count == 0 || (allowed.Contains(ServerAuthentication) && allowed.Contains(ClientAuthentication));
    }

    private static bool Names(X509Certificate2 certificate, string torrent) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames())
            .Any(name => name is EveryTorrent || string.Equals(name, torrent, StringComparison.Ordinal));
}
