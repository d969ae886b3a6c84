using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Mirroring;

/// <summary>One port for both: a connection that begins with a TLS hello is TLS, any other is plain HTTP. Clients are shown the
/// certificate that was configured, else one of the cluster. Mirrors ask for a name of their own; they are shown that of the cluster, and
/// show one themselves: whoever shows another is refused, and the operator is told.</summary>
internal static class TlsDoor
{
    /// <summary>The name that mirrors ask for, wherever the tracker is.</summary>
    public const string MirrorName = "mirror.peershare.internal";

    private const byte Handshake = 0x16;

    /// <summary>Whatever the machine would still allow.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>For the first byte.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void UseTlsBeside(
        this ListenOptions listen, HandshakesOfAddress handshakes, ClusterKey key, SslStreamCertificateContext? configured, TimeProvider time, Action<string> warn)
    {
        var own = SslStreamCertificateContext.Create(key.Issue(time.GetUtcNow()), null, offline: true);
        var strangers = new StrangeMirrors(time, warn);
        ConnectionDelegate? plain = null;
        listen.Use(tls => connection => ChooseAsync(connection, tls, plain ?? tls, time));
        listen.Use(tls => connection => handshakes.AnswerAsync(connection, tls));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = hello => ValueTask.FromResult(
                hello.ClientHelloInfo.ServerName == MirrorName ? ForMirrors(own, shown => IsOurs(shown, hello.Connection.RemoteEndPoint)) : ForClients(configured ?? own)),
        });
        listen.Use(http => plain = http);

        bool IsOurs(X509Certificate shown, EndPoint? from)
        {
            var isOurs = key.HasSigned(shown);
            if (!isOurs && from is IPEndPoint place)
            {
                strangers.Refused(place.Address);
            }

            return isOurs;
        }
    }

    private static SslServerAuthenticationOptions ForClients(SslStreamCertificateContext shown) => new()
    {
        ServerCertificateContext = shown,
        EnabledSslProtocols = Versions,
        AllowRenegotiation = false,
    };

    private static SslServerAuthenticationOptions ForMirrors(SslStreamCertificateContext shown, Func<X509Certificate, bool> isOurs) => new()
    {
        ServerCertificateContext = shown,
        EnabledSslProtocols = Versions,
        AllowRenegotiation = false,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, theirs, _, _) => theirs is null || isOurs(theirs),
    };

    private static async Task ChooseAsync(ConnectionContext connection, ConnectionDelegate tls, ConnectionDelegate plain, TimeProvider time)
    {
        var input = connection.Transport.Input;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed);
        ConnectionDelegate chosen;
        try
        {
            var read = await input.ReadAsync(either.Token);
            var isTls = !read.Buffer.IsEmpty && read.Buffer.FirstSpan[0] == Handshake;
            input.AdvanceTo(read.Buffer.Start);
            chosen = isTls ? tls : plain;
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            connection.Abort();
            return;
        }

        await chosen(connection);
    }
}
