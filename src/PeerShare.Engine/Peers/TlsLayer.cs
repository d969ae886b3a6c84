using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Engine.Peers;

/// <summary>Encrypts connections of one torrent: both ends show certificates from the torrent's root, and the info-hash is the server's
/// name, so that several torrents share a port.</summary>
/// <param name="torrent">Whose.</param>
/// <param name="root">The torrent's root certificate.</param>
/// <param name="access">What we show.</param>
/// <param name="time">Judges certificates.</param>
internal sealed class TlsLayer(Torrent torrent, X509Certificate2 root, GroupAccess access, TimeProvider time)
{
    /// <summary>The first byte of a connection that begins with TLS: a handshake record.</summary>
    public const byte FirstByte = 0x16;

    /// <summary>1.2 is for the platform whose servers have no other, and TLS itself keeps two that have 1.3 from being talked down to it.</summary>
    private const SslProtocols WhenDialling = SslProtocols.Tls13 | SslProtocols.Tls12;

    private static readonly SslProtocols whenAnswering = OperatingSystem.IsMacOS() ? SslProtocols.Tls12 : SslProtocols.Tls13;

    private static readonly CipherSuitesPolicy? Ciphers = OperatingSystem.IsWindows()
        ? null
        : new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ]);

    public GroupAccess Access => access;

    /// <summary>The layer that a torrent asks for.</summary>
    /// <param name="torrent">Any.</param>
    /// <param name="access">What we have to show, if anything.</param>
    /// <param name="time">Judges certificates.</param>
    /// <returns>Null for a torrent whose connections are plain.</returns>
    /// <exception cref="IOException">The torrent asks for something that we do not have, or that nobody can have.</exception>
    public static TlsLayer? Of(Torrent torrent, GroupAccess? access, TimeProvider time)
    {
        if (torrent.SslCertificate is not { } pem)
        {
            return null;
        }

        try
        {
            var root = X509Certificate2.CreateFromPem(pem);
            return access is not null
                ? new TlsLayer(torrent, root, access, time)
                : throw new IOException($"the peers of {torrent.Name} prove their membership by a certificate, and there is none to show");
        }
        catch (CryptographicException malformed)
        {
            throw new IOException($"the root certificate of {torrent.Name} is malformed", malformed);
        }
    }

    /// <summary>Makes a dialled connection an encrypted one.</summary>
    /// <exception cref="IOException">It could not be; the message says why. The connection is of no more use.</exception>
    public async Task<Connection> DialledAsync(Connection connection, CancellationToken deadline)
    {
        string? fault = null;
        var ours = await access.ShownAsync(deadline).ConfigureAwait(false);
        return await connection.EncryptAsync(ssl => ssl.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = torrent.InfoHash.ToString(),
                EnabledSslProtocols = WhenDialling,
                CipherSuitesPolicy = Ciphers,
                ClientCertificateContext = ours,
                AllowTlsResume = false,
                AllowRenegotiation = false,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, shown, _, _) => (fault = FaultOf(shown)) is null,
            },
            deadline), () => fault).ConfigureAwait(false);
    }

    /// <summary>How we answer one who asks for this torrent.</summary>
    public async ValueTask<SslServerAuthenticationOptions> ToAnswerAsync(CancellationToken deadline) => new()
    {
        ServerCertificateContext = await access.ShownAsync(deadline).ConfigureAwait(false),
        EnabledSslProtocols = whenAnswering,
        CipherSuitesPolicy = Ciphers,
        ClientCertificateRequired = true,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, shown, _, _) => FaultOf(shown) is null,
    };

    private string? FaultOf(X509Certificate? shown) =>
        shown is not X509Certificate2 certificate ? "it shows no certificate"
        : PeerCertificate.FaultOf(certificate, root, torrent.Name, time.GetUtcNow()) is { } fault ? fault
        : MemberSubject.TryRead(certificate.SubjectName, out var subject) && access.IsExpelled(subject) ? GroupAccess.Left
        : null;
}
