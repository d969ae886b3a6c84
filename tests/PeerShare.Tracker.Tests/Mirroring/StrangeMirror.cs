using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Mirroring;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Shows a certificate of the cluster and answers what it is told to, whatever that is.</summary>
internal sealed class StrangeMirror : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions tls;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    public StrangeMirror(ClusterKey key)
    {
        tls = new SslServerAuthenticationOptions { ServerCertificate = key.Issue(TimeProvider.System.GetUtcNow()) };
        listener.Start();
        Place = new HostPort("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        serving = ServeAsync();
    }

    public HostPort Place { get; }

    /// <summary>Of the answer to whatever is asked but torrents, which it has none of.</summary>
    public byte[] Body { get; set; } = [];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(AnswerAllAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAllAsync(TcpClient asker)
    {
        using var connection = asker;
        await using var stream = new SslStream(asker.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(tls, stopping.Token);
            while (await ReadRequestAsync(stream) is { Length: > 0 } request)
            {
                var answer = request.Contains("/mirror/blobs/", StringComparison.Ordinal) ? [] : Body;
                var status = answer.Length == 0 ? "404 Not Found" : "200 OK";
                await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {answer.Length}\r\n\r\n"), .. answer], stopping.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException or OperationCanceledException)
        {
            // The asker has gone, or the test is over.
        }
    }

    /// <returns>The request with its body; empty at the end.</returns>
    private async Task<string> ReadRequestAsync(SslStream stream)
    {
        var request = "";
        var buffer = new byte[4096];
        while (!IsWhole(request))
        {
            var read = await stream.ReadAsync(buffer, stopping.Token);
            if (read == 0)
            {
                return "";
            }

            request += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return request;
    }

    private static bool IsWhole(string request)
    {
        const string Length = "Content-Length: ";
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = request.IndexOf(Length, StringComparison.Ordinal);
        return end >= 0 && request.Length >= end + 4 + (length < 0 ? 0 : int.Parse(request[(length + Length.Length)..].Split('\r')[0], null));
    }
}
