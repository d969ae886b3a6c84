using System.Net;
using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>Stands before a peer, carries what others and it say to each other, and counts what it says.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock turn = new();
    private readonly List<RelayedLink> links = [];
    private readonly Task listening;

    /// <param name="target">Where the peer takes others in.</param>
    public Relay(IPEndPoint target)
    {
        listener.Start();
        listening = ListenAsync(target);
    }

    /// <summary>Where others find the peer.</summary>
    public string Address => $"{listener.LocalEndpoint}";

    /// <summary>All that were made so far, the first one first.</summary>
    public IReadOnlyList<RelayedLink> Links
    {
        get
        {
            lock (turn)
            {
                return [.. links];
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

    private async Task ListenAsync(IPEndPoint target)
    {
        List<Task> carrying = [];
        try
        {
            while (true)
            {
                var link = new RelayedLink(await listener.AcceptSocketAsync(stopping.Token));
                carrying.Add(link.RunAsync(target, stopping.Token));
                lock (turn)
                {
                    links.Add(link);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(carrying);
    }
}
