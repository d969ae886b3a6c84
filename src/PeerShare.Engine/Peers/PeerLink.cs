using System.Net.Sockets;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>One established connection to a peer. The swarm's loop calls it and is never kept waiting; what it receives goes to the
/// swarm's inbox.</summary>
internal sealed class PeerLink : IDisposable
{
    private readonly Connection connection;
    private readonly Outgoing outgoing = new();
    private readonly LinkReader reader;
    private readonly LinkWriter writer;
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource torn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource forgotten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long end;
    private string? reason;

    /// <param name="id">Its name in the swarm.</param>
    /// <param name="card">Who is at the other end.</param>
    /// <param name="connection">After the handshake; the link ends it.</param>
    /// <param name="setup">What all links of the transfer share.</param>
    /// <param name="end">When it must end, in milliseconds.</param>
    public PeerLink(LinkId id, PeerCard card, Connection connection, LinkSetup setup, long end = long.MaxValue)
    {
        Id = id;
        this.end = end;
        Card = card;
        this.connection = connection;
        Pulse = new LinkPulse(setup.Clock.Now);
        reader = new LinkReader(this, setup, connection.Bytes);
        writer = new LinkWriter(this, setup, connection, outgoing);
    }

    public LinkId Id { get; }

    public PeerCard Card { get; }

    /// <summary>What this peer was asked for.</summary>
    public LinkRequests Requests { get; } = new();

    public LinkPulse Pulse { get; }

    /// <summary>Has something to send since the last <see cref="Flush"/>; kept by the swarm's loop.</summary>
    public bool Touched { get; set; }

    /// <summary>Why the link has ended, or null.</summary>
    public string? Reason => Volatile.Read(ref reason);

    /// <summary>Ends when the swarm has heard of the link's end and does not use it any more.</summary>
    public Task Forgotten => forgotten.Task;

    /// <summary>Carries messages until either side ends it; nothing of it is posted afterwards.</summary>
    public async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(Task.Run(() => GuardAsync(reader.RunAsync)), Task.Run(() => GuardAsync(writer.RunAsync))).ConfigureAwait(false);
        }
        finally
        {
            // Whoever aborts may hold locks: what follows the link's end must not run on its thread.
            await torn.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Takes a message to send; <see cref="Flush"/> sends.</summary>
    public void Send(in PeerMessage message)
    {
        if (!outgoing.TryAdd(message))
        {
            Abort("the peer does not read what it is sent");
        }
    }

    /// <summary>Takes a block to read from the store and send.</summary>
    public void Upload(BlockRange block) => outgoing.Add(block);

    /// <summary>Sends what was taken, soon.</summary>
    public void Flush() => writer.Nudge();

    /// <summary>The swarm has handled a run of this link.</summary>
    public void Handled(SwarmEvent.Run run) => reader.Handled(run);

    /// <summary>The swarm has handled the link's end.</summary>
    public void Forget() => forgotten.TrySetResult();

    /// <summary>Keeps a quiet link alive and ends a dead one.</summary>
    /// <param name="now">Milliseconds.</param>
    public void Tick(long now)
    {
        if (now >= end)
        {
            Reset("the peer's certificate has ended");
        }
        else if (Pulse.Review(now, out var keepAlive) is { } dead)
        {
            Abort(dead);
        }
        else if (keepAlive)
        {
            Send(PeerMessage.KeepAlive);
            Flush();
        }
    }

    /// <summary>Ends the link at once. The first reason counts.</summary>
    public void Abort(string why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null)
        {
            return;
        }

        ended.Cancel();
        connection.Abort();
        reader.Release();
        writer.Nudge();
        torn.SetResult();
    }

    /// <summary>Ends the link at once, and nothing follows that waits to be sent.</summary>
    public void Reset(string why)
    {
        connection.Reset();
        Abort(why);
    }

    /// <summary>After <see cref="RunAsync"/>.</summary>
    public void Dispose()
    {
        ended.Dispose();
        outgoing.Dispose();
        connection.Dispose();
    }

    private async Task GuardAsync(Func<CancellationToken, Task<string>> half)
    {
        try
        {
            Abort(await half(ended.Token).ConfigureAwait(false));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Abort((broken.InnerException ?? broken).Message);
        }
        finally
        {
            // Only a mistake of ours comes here without a reason: end the link, and let the exception be heard.
            Abort("a fault in this program");
        }
    }
}
