using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Certificates;

/// <summary>A group's certificate authority: a root that never ends and never changes, because it stands in every torrent of the group,
/// and the key that signs the certificates of the group's members.</summary>
public sealed class GroupAuthority : IDisposable
{
    /// <summary>How long a certificate counts, in all.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How far back a certificate begins, for those whose clocks are behind.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromHours(1);

    /// <summary>Longest request that is looked at, in bytes.</summary>
    public const int LongestRequest = 4096;

    private const int SerialLength = 16;
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly X509Certificate2 root;
    private readonly ECDsa key;

    private GroupAuthority(string rootPem, X509Certificate2 root, ECDsa key)
    {
        RootPem = rootPem;
        this.root = root;
        this.key = key;
    }

    /// <summary>The root certificate, the same text for ever.</summary>
    public string RootPem { get; }

    /// <summary>Makes the authority of a new group.</summary>
    /// <param name="group">Its id, which the root bears.</param>
    /// <param name="now">When the root begins, less <see cref="HeadStart"/>.</param>
    public static GroupAuthority Create(EntityId group, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(group.ToString());
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var signed = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - HeadStart, Never, Serial());
        var pem = signed.ExportCertificatePem();
        return new GroupAuthority(pem, X509Certificate2.CreateFromPem(pem), key);
    }

    /// <summary>Takes up an authority that was kept.</summary>
    /// <param name="rootPem">Its <see cref="RootPem"/>.</param>
    /// <param name="pkcs8">What <see cref="ExportKey"/> gave.</param>
    /// <exception cref="CryptographicException">They do not belong together, or are damaged.</exception>
    public static GroupAuthority Load(string rootPem, ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            var root = X509Certificate2.CreateFromPem(rootPem);
            return root.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
                ? new GroupAuthority(rootPem, root, key)
                : throw new CryptographicException("the group's key is not that of its root certificate");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key as PKCS #8: a secret.</summary>
    public byte[] ExportKey() => key.ExportPkcs8PrivateKey();

    /// <summary>Signs a certificate for a member, good for every torrent of the group and at either end of a connection.</summary>
    /// <param name="request">PKCS #10: a P-256 key, and the proof that the asker has its private half. Names in it are passed over.</param>
    /// <param name="member">Whom it is for.</param>
    /// <param name="now">It begins <see cref="HeadStart"/> before and ends <see cref="Lifetime"/> after its beginning.</param>
    /// <param name="certificate">Without a private key, or null.</param>
    /// <param name="error">Why it was refused, as a readable line, or null.</param>
    public bool TryIssue(
        ReadOnlySpan<byte> request,
        MemberSubject member,
        DateTimeOffset now,
        [NotNullWhen(true)] out X509Certificate2? certificate,
        [NotNullWhen(false)] out string? error)
    {
        certificate = null;
        if (!TryReadKey(request, out var theirs, out error))
        {
            return false;
        }

        var leaf = new CertificateRequest(member.ToName(), theirs, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(PeerCertificate.EveryTorrent);
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(PeerCertificate.Usages(), false));
        leaf.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        leaf.CertificateExtensions.Add(names.Build());
        var begins = now - HeadStart;
        certificate = leaf.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(key), begins, begins + Lifetime, Serial());
        return true;
    }

    public void Dispose()
    {
        key.Dispose();
        root.Dispose();
    }

    private static bool TryReadKey(ReadOnlySpan<byte> request, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        if (request.Length > LongestRequest)
        {
            error = $"a certificate request may have {LongestRequest} bytes at most";
            return false;
        }

        try
        {
            var asked = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, out var read);
            using var ecdsa = asked.PublicKey.GetECDsaPublicKey();
            var good = read == request.Length && ecdsa?.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
            key = good ? asked.PublicKey : null;
            error = good ? null : "a certificate request must be for one P-256 key and nothing else";
            return key is not null;
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException or NotSupportedException)
        {
            error = "the certificate request is malformed, or its sender does not have the key";
            return false;
        }
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);

        // Positive, and never begun with zeros.
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
