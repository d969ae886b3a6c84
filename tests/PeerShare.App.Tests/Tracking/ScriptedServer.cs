using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerShare.App.Tests.Tracking;

/// <summary>A server that answers each connection's first request as the script says, whatever was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> requests = [];
    private readonly Task serving;

    /// <param name="answers">One for each connection, the last one for all further; null hangs, empty closes at once.</param>
    public ScriptedServer(params string?[] answers)
    {
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
    }

    private async Task ServeAsync(string?[] answers)
    {
        List<Task> connections = [];
        try
        {
            for (var number = 0; ; number++)
            {
                var socket = await listener.AcceptSocketAsync(stopping.Token);
                connections.Add(AnswerAsync(socket, answers[Math.Min(number, answers.Length - 1)]));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(Socket socket, string? answer)
    {
        using (socket)
        {
            var buffer = new byte[65_536];
            var read = await socket.ReceiveAsync(buffer, stopping.Token);
            lock (requests)
            {
                requests.Add(Encoding.UTF8.GetString(buffer, 0, read));
            }

            if (answer is null)
            {
                await socket.ReceiveAsync(buffer, stopping.Token);
                return;
            }

            await socket.SendAsync(Encoding.UTF8.GetBytes(answer), stopping.Token);
            socket.Shutdown(SocketShutdown.Send);
        }
    }
}
