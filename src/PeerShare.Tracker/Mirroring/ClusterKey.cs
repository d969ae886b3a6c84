using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Mirroring;

/// <summary>What the trackers of one list share and nobody else has: a root certificate with its private key. It signs a certificate
/// for every start of a tracker, by which trackers know each other; the keys that sign sessions and seal the keys of groups are derived
/// from it.</summary>
public sealed class ClusterKey : IDisposable
{
    private const int DerivedKeySize = 32;

    // By the clock of whoever makes it; trackers do not look at these times when they prove themselves to each other.
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(365 * 20);
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    private readonly X509Certificate2 root;

    private ClusterKey(X509Certificate2 root, byte[] privateKey)
    {
        this.root = root;
        SessionKey = Derive(privateKey, "peershare sessions"u8);
        PasskeyKey = Derive(privateKey, "peershare passkeys"u8);
        SealingKey = Derive(privateKey, "peershare group keys"u8);
        Fingerprint = Fingerprint.Of(root);
    }

    /// <summary>Of the root certificate; may be shown to everybody.</summary>
    public Fingerprint Fingerprint { get; }

    /// <summary>Signs session tokens.</summary>
    internal byte[] SessionKey { get; }

    /// <summary>Makes the passkeys of fresh users.</summary>
    internal byte[] PasskeyKey { get; }

    /// <summary>Seals the private keys of groups.</summary>
    internal byte[] SealingKey { get; }

    /// <summary>Reads the file; the first tracker that starts makes it.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="restored">A key that is taken instead of a fresh one if it is there.</param>
    /// <param name="time">The time of a fresh one.</param>
    /// <exception cref="IOException">It cannot be read or made, or is damaged; says what to do.</exception>
    public static ClusterKey ReadOrMake(string path, string restored, TimeProvider time)
    {
        if (!File.Exists(path))
        {
            Place(path, File.Exists(restored) ? File.ReadAllBytes(restored) : Fresh(time.GetUtcNow()));
        }

        return Read(path);
    }

    /// <exception cref="IOException">It cannot be read, or is damaged; says what to do.</exception>
    public static ClusterKey Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new IOException($"{path} is no cluster key; copy it again from another tracker of the list", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException($"{path} cannot be read; it must belong to the user who runs the tracker", failure);
        }
    }

    public void Dispose() => root.Dispose();

    /// <summary>A fresh certificate with its private key, signed by the root.</summary>
    internal X509Certificate2 Issue(DateTimeOffset now) => TrackerCertificate.Issue(root, now);

    /// <summary>Was it signed with this key? When does not matter: the clocks of trackers are looked at elsewhere.</summary>
    internal bool HasSigned(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return false;
        }

        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return PeerCertificate.IsSignedBy(root, copy, now: null);
    }

    private static ClusterKey Parse(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var whole = certificate.CopyWithPrivateKey(key);
        return new ClusterKey(X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable), key.ExportECPrivateKey());
    }

    private static byte[] Derive(byte[] privateKey, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, privateKey, DerivedKeySize, info: purpose.ToArray());

    private static byte[] Fresh(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peershare-cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var certificate = request.CreateSelfSigned(now - Backdated, now + RootLife);
        return Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>There is never half a key, nor two.</summary>
    private static void Place(string path, byte[] pem)
    {
        try
        {
            using var aside = AsideFile.Create(path);
            aside.Write(file => file.Write(pem));
            aside.Place();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another tracker of the list was faster; its key is the one.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be made ({failure.Message}); name another file with --key", failure);
        }
    }
}
