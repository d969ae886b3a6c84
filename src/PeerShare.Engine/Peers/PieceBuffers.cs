using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>The memory of one transfer's started pieces, and their way to the disk.</summary>
internal sealed class PieceBuffers : IAsyncDisposable
{
    private readonly Torrent torrent;
    private readonly IPieceStore store;
    private readonly BufferShare memory;
    private readonly DiskQueue disk;
    private readonly Inbox inbox;
    private readonly Dictionary<PieceIndex, PieceBuffer> started = [];
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int storing = 1;

    public PieceBuffers(Torrent torrent, IPieceStore store, BufferPool pool, DiskQueue disk, Inbox inbox)
    {
        this.torrent = torrent;
        this.store = store;
        this.disk = disk;
        this.inbox = inbox;
        memory = pool.Share(() => inbox.Post(new SwarmEvent.MemoryFreed()));
    }

    /// <exception cref="KeyNotFoundException">The piece was not reserved.</exception>
    public PieceBuffer this[PieceIndex piece] => started[piece];

    public bool TryReserve(PieceIndex piece)
    {
        if (!memory.TryRent(torrent.Layout.LengthOf(piece), out var buffer))
        {
            return false;
        }

        started.Add(piece, buffer);
        return true;
    }

    /// <summary>The swarm has taken what it wanted of memory that came free.</summary>
    public void LeaveRest() => memory.Decline();

    public void Release(PieceIndex piece)
    {
        if (started.Remove(piece, out var buffer))
        {
            buffer.Close();
        }
    }

    /// <summary>Passes a whole piece to the disk; the outcome comes by the inbox.</summary>
    public void Store(PieceIndex piece)
    {
        started.Remove(piece, out var buffer);
        Interlocked.Increment(ref storing);
        disk.Store(buffer!, piece, torrent.Check, store, outcome => Stored(piece, outcome));
    }

    /// <summary>Gives back what is unfinished and waits for what is on its way to the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        memory.Dispose();
        foreach (var buffer in started.Values)
        {
            buffer.Close();
        }

        started.Clear();
        OneLess();
        await drained.Task.ConfigureAwait(false);
    }

    private void Stored(PieceIndex piece, StoreOutcome outcome)
    {
        inbox.Post(outcome switch
        {
            StoreOutcome.Stored => new SwarmEvent.PieceStored(piece),
            StoreOutcome.Corrupt => new SwarmEvent.PieceCorrupt(piece),
            StoreOutcome.Failed failed => new SwarmEvent.StoreFailed(piece, failed.Reason),
            _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
        });
        OneLess();
    }

    private void OneLess()
    {
        if (Interlocked.Decrement(ref storing) == 0)
        {
            drained.TrySetResult();
        }
    }
}
