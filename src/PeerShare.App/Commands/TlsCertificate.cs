using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerShare.App.Commands;

/// <summary>The files that <c>--tls-cert</c> and <c>--tls-key</c> name: what a tracker shows to clients instead of a certificate of its
/// cluster.</summary>
/// <param name="Chain">PEM: the tracker's certificate first, then those between it and its authority; null for none.</param>
/// <param name="Key">PEM; null when it is in the same file.</param>
internal sealed record TlsCertificate(string? Chain, string? Key)
{
    /// <returns>Null when none was given.</returns>
    /// <exception cref="CommandFailure">It cannot be used; says why.</exception>
    public SslStreamCertificateContext? Read(DateTimeOffset now)
    {
        if (Chain is null)
        {
            return Key is null ? null : throw new CommandFailure("--tls-key is of no use without --tls-cert; name the certificate too");
        }

        var chain = CertificatesIn(Chain);
        var own = WithKey(Chain, Key ?? Chain);
        return own.NotAfter.ToUniversalTime() > now
            ? SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true)
            : throw new CommandFailure($"the certificate in {Chain} ended on {own.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; get a new one");
    }

    private static X509Certificate2Collection CertificatesIn(string path)
    {
        X509Certificate2Collection found = [];
        try
        {
            found.ImportFromPem(TextOf(path));
        }
        catch (CryptographicException damaged)
        {
            throw new CommandFailure($"{path} holds a certificate that is damaged; name a file in PEM form", damaged);
        }

        return found.Count > 0 ? found : throw new CommandFailure($"{path} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    }

    private static X509Certificate2 WithKey(string chain, string key)
    {
        try
        {
            using var whole = X509Certificate2.CreateFromPem(TextOf(chain), TextOf(key));
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException)
        {
            throw new CommandFailure($"{key} does not hold the private key of the first certificate in {chain}, in PEM form and without a password", unfit);
        }
    }

    private static string TextOf(string path) => File.ReadAllText(ReadableFile.Check(path).FullName);
}
