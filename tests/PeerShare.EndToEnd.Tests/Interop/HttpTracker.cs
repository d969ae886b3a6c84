using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerShare.Protocol.Announce;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>A tracker of one swarm (BEP 3, 23): tells everybody of everybody else.</summary>
internal sealed class HttpTracker : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock turn = new();
    private readonly Dictionary<int, string> peers = [];
    private readonly List<string> queries = [];
    private readonly Task listening;

    public HttpTracker()
    {
        listener.Start();
        listening = ListenAsync();
    }

    public string Url => $"http://{listener.LocalEndpoint}/announce";

    /// <summary>Announces so far, as they came.</summary>
    public IReadOnlyList<string> Queries
    {
        get
        {
            lock (turn)
            {
                return [.. queries];
            }
        }
    }

    /// <summary>Peers that have said that they lack nothing.</summary>
    public int Seeds
    {
        get
        {
            lock (turn)
            {
                return peers.Values.Count(left => left == "0");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await listening;
        stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        List<Task> visitors = [];
        try
        {
            while (true)
            {
                visitors.Add(AnswerAsync(await listener.AcceptSocketAsync(stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(visitors);
    }

    private async Task AnswerAsync(Socket visitor)
    {
        await using var stream = new NetworkStream(visitor, ownsSocket: true);
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var request = await reader.ReadLineAsync(stopping.Token) ?? "";
            while (await reader.ReadLineAsync(stopping.Token) is { Length: > 0 })
            {
            }

            var query = request.StartsWith("GET /announce?", StringComparison.Ordinal) ? request.Split(' ')[1].Split('?')[1] : null;
            var body = query is null ? [] : Announced(query).Encode();
            var status = query is null ? "404 Not Found" : "200 OK";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), stopping.Token);
            await stream.WriteAsync(body, stopping.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
        }
    }

    private AnnounceResponse Announced(string query)
    {
        var words = query.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
        var port = int.Parse(words["port"], CultureInfo.InvariantCulture);
        lock (turn)
        {
            queries.Add(query);
            if (words.GetValueOrDefault("event") == "stopped")
            {
                peers.Remove(port);
            }
            else
            {
                peers[port] = words["left"];
            }

            return new AnnounceResponse
            {
                Interval = TimeSpan.FromSeconds(5),
                Peers = [.. peers.Keys.Where(other => other != port).Select(other => new IPEndPoint(IPAddress.Loopback, other))],
            };
        }
    }
}
