using System.Net;
using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>Somebody who listens where a neighbour should, and behaves as a test wants.</summary>
internal sealed class Impostor : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly TcpListener listener;
    private readonly Func<NetworkStream, CancellationToken, Task> behave;
    private readonly Task listening;
    private int visits;

    /// <param name="port">Where it listens.</param>
    /// <param name="behave">What it does with a connection, until it returns.</param>
    public Impostor(int port, Func<NetworkStream, CancellationToken, Task> behave)
    {
        this.behave = behave;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        listening = ListenAsync();
    }

    /// <summary>Connections so far.</summary>
    public int Visits => Volatile.Read(ref visits);

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
                var visitor = await listener.AcceptSocketAsync(stopping.Token);
                Interlocked.Increment(ref visits);
                visitors.Add(ReceiveAsync(visitor));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(visitors);
    }

    private async Task ReceiveAsync(Socket visitor)
    {
        await using var stream = new NetworkStream(visitor, ownsSocket: true);
        try
        {
            await behave(stream, stopping.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
        }
    }
}
