using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>The way to one tracker, which a test can cut, clog, and let break in the middle.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private const int BufferSize = 16_384;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<TcpClient, bool> open = [];
    private readonly ConcurrentBag<Task> pumps = [];
    private readonly Task accepting;
    private volatile bool isCut;
    private volatile bool isClogged;
    private int breaksLeft;
    private long breakAfter;

    public Cable()
    {
        listener.Start();
        Place = new HostPort("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        accepting = AcceptAsync();
    }

    /// <summary>Where the tracker is reached through the cable.</summary>
    public HostPort Place { get; }

    /// <summary>The tracker; null while it is not there.</summary>
    public IPEndPoint? Tracker { get; set; }

    /// <summary>Connections break, and new ones are closed at once.</summary>
    public void Cut()
    {
        isCut = true;
        CloseAll();
    }

    /// <summary>Connections stay, and nothing comes through; what was sent meanwhile is lost with them when it is healed.</summary>
    public void Clog() => isClogged = true;

    public void Heal()
    {
        var wasClogged = isClogged;
        (isCut, isClogged) = (false, false);
        if (wasClogged)
        {
            CloseAll();
        }
    }

    /// <summary>The next connections break when so many bytes have come from the tracker.</summary>
    public void BreakNext(int connections, long afterBytes)
    {
        Interlocked.Exchange(ref breakAfter, afterBytes);
        Volatile.Write(ref breaksLeft, connections);
        CloseAll();
    }

    public bool HasBroken => Volatile.Read(ref breaksLeft) <= 0;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        CloseAll();
        await accepting;
        await Task.WhenAll(pumps);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                pumps.Add(JoinAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        using var far = new TcpClient();
        open.TryAdd(near, true);
        open.TryAdd(far, true);
        try
        {
            if (!isCut && Tracker is { } tracker)
            {
                await far.ConnectAsync(tracker, stopping.Token);
                var budget = Volatile.Read(ref breaksLeft) > 0 ? Interlocked.Read(ref breakAfter) : long.MaxValue;
                await Task.WhenAny(PumpAsync(near, far, long.MaxValue), PumpAsync(far, near, budget));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The tracker is not there, or the test is over.
        }
        finally
        {
            near.Dispose();
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, long budget)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stopping.Token) is > 0 and var count)
            {
                budget -= count;
                if (budget < 0)
                {
                    Interlocked.Decrement(ref breaksLeft);
                    return;
                }

                await (isClogged ? Task.CompletedTask : to.GetStream().WriteAsync(buffer.AsMemory(0, count), stopping.Token).AsTask());
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or InvalidOperationException)
        {
            // One side has closed.
        }
    }

    private void CloseAll()
    {
        foreach (var client in open.Keys)
        {
            client.Dispose();
        }
    }
}
