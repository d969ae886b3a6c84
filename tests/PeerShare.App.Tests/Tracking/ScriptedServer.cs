using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;

namespace PeerShare.App.Tests.Tracking;

/// <summary>A server that answers each connection's first request over TLS as the script says, whatever was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TestAuthority Cluster = new();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> requests = [];
    private readonly Task serving;

    /// <param name="answers">One for each connection, the last one for all further; null hangs, empty closes at once.</param>
    public ScriptedServer(params string?[] answers)
        : this(TrackerCertificate.Issue(Cluster.Certificate, TimeProvider.System.GetUtcNow()), answers)
    {
    }

    /// <inheritdoc cref="ScriptedServer(string?[])"/>
    /// <param name="certificate">What it shows; null for a server without TLS.</param>
    /// <param name="answers">One for each connection, the last one for all further; null hangs, empty closes at once.</param>
    public ScriptedServer(X509Certificate2? certificate, params string?[] answers)
    {
        this.certificate = certificate;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = ServeAsync(answers);
    }

    public int Port { get; }

    /// <summary>What was asked, as it came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    public static string Http(string status, string body, string header = "X-None: 0") =>
        $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{header}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving;
        listener.Dispose();
        stopping.Dispose();
        certificate?.Dispose();
    }

    private async Task ServeAsync(string?[] answers)
    {
        List<Task> connections = [];
        try
        {
            for (var number = 0; ; number++)
            {
                var socket = await listener.AcceptSocketAsync(stopping.Token);
                connections.Add(TryAnswerAsync(socket, answers[Math.Min(number, answers.Length - 1)]));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A client that does not like the certificate goes.</summary>
    private async Task TryAnswerAsync(Socket socket, string? answer)
    {
        try
        {
            await AnswerAsync(socket, answer);
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException)
        {
        }
    }

    private async Task AnswerAsync(Socket socket, string? answer)
    {
        using (socket)
        {
            await using var stream = await GreetAsync(new NetworkStream(socket));
            var buffer = new byte[65_536];
            var read = await stream.ReadAsync(buffer, stopping.Token);
            if (read == 0)
            {
                return;
            }

            lock (requests)
            {
                requests.Add(Encoding.UTF8.GetString(buffer, 0, read));
            }

            if (answer is null)
            {
                await stream.ReadExactlyAsync(buffer, stopping.Token);
                return;
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stopping.Token);
            await ((stream as SslStream)?.ShutdownAsync() ?? Task.CompletedTask);
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task<Stream> GreetAsync(NetworkStream plain)
    {
        if (certificate is null)
        {
            return plain;
        }

        var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);
        return tls;
    }
}
