using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace PeerShare.Tracker.Mirroring;

/// <summary>One port for both: a connection that begins with a TLS hello is TLS, any other is plain HTTP. Mirrors come by TLS and show
/// a certificate of the cluster; whoever shows another is refused.</summary>
internal static class TlsDoor
{
    private const byte Handshake = 0x16;

    /// <summary>For the first byte.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void UseTlsBeside(this ListenOptions listen, ClusterKey key, TimeProvider time)
    {
        var certificate = key.Issue(time.GetUtcNow());
        ConnectionDelegate? plain = null;
        listen.Use(tls => connection => ChooseAsync(connection, tls, plain ?? tls, time));
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (shown, _, _) => key.HasSigned(shown),
        });
        listen.Use(http => plain = http);
    }

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
