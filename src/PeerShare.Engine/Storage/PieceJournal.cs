using Microsoft.Win32.SafeHandles;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Notes which pieces are stored, right after each write and without a sync. Every 64 MiB or 2 s the data is synced
/// and a mark follows, so that a killed process loses nothing and a power cut costs the hashing of what came after the mark.</summary>
internal sealed class PieceJournal : IAsyncDisposable
{
    /// <summary>So many bytes of pieces are at most without a mark, while the device keeps up.</summary>
    public const long MostUnsynced = 64 << 20;

    /// <summary>So long is a piece at most without a mark, while the device keeps up.</summary>
    public static readonly TimeSpan LongestUnsynced = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly string path;
    private readonly PieceLayout layout;
    private readonly Action syncData;
    private readonly SafeFileHandle file;
    private readonly ITimer timer;
    private long length;
    private long unsynced;
    private bool inSync;
    private volatile bool cannotVouch;
    private bool ended;
    private Task syncing = Task.CompletedTask;

    private PieceJournal(string path, PieceLayout layout, SafeFileHandle file, Action syncData, TimeProvider time)
    {
        this.path = path;
        this.layout = layout;
        this.file = file;
        this.syncData = syncData;
        length = RandomAccess.GetLength(file);
        timer = time.CreateTimer(_ => BeginSync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins the journal anew, in place of an older one that stays until this one is whole.</summary>
    /// <param name="path">Its folder is there.</param>
    /// <param name="header">Whose it is.</param>
    /// <param name="known">The pieces that are there.</param>
    /// <param name="syncData">Brings every piece that was noted so far to the device. Blocks; called on a thread of its own.</param>
    /// <param name="time">When to sync.</param>
    /// <exception cref="IOException">Full, unwritable, or in use by another process.</exception>
    public static PieceJournal Begin(string path, JournalHeader header, KnownPieces known, Action syncData, TimeProvider time)
    {
        var next = path + ".new";
        File.Delete(next);
        var file = File.OpenHandle(next, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            RandomAccess.Write(file, known.ToJournal(header), 0);
            RandomAccess.FlushToDisk(file);
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            File.Delete(next);
            throw;
        }

        var journal = new PieceJournal(path, header.Layout, file, syncData, time);
        if (known.HasFresh)
        {
            journal.timer.Change(LongestUnsynced, Timeout.InfiniteTimeSpan);
            journal.unsynced = 1;
        }

        return journal;
    }

    /// <summary>The piece was written.</summary>
    /// <exception cref="IOException">Full or unwritable: it is not noted.</exception>
    public void Stored(PieceIndex piece, long stamp = 0)
    {
        lock (gate)
        {
            Append(new JournalRecord.Stored(piece, stamp));
            if (unsynced == 0 && !inSync)
            {
                timer.Change(LongestUnsynced, Timeout.InfiniteTimeSpan);
            }

            unsynced += layout.LengthOf(piece);
        }

        if (Volatile.Read(ref unsynced) >= MostUnsynced)
        {
            BeginSync();
        }
    }

    /// <summary>Everything is there: syncs, notes the files as they are then, and ends the journal.</summary>
    /// <exception cref="IOException">Full or unwritable.</exception>
    public async Task FinishAsync(Func<IEnumerable<FinishedFile>> files)
    {
        await EndAsync().ConfigureAwait(false);
        await Threads.Run(() => Finish(files)).ConfigureAwait(false);
        file.Dispose();
    }

    /// <summary>A clean end: syncs what is not.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        if (!file.IsClosed && unsynced > 0 && !cannotVouch)
        {
            await Threads.Run(Sync).ConfigureAwait(false);
        }

        file.Dispose();
    }

    private void Append(JournalRecord record)
    {
        ObjectDisposedException.ThrowIf(file.IsClosed, this);
        var bytes = record.ToBytes();
        RandomAccess.Write(file, bytes, length);
        length += bytes.Length;
    }

    private void BeginSync()
    {
        lock (gate)
        {
            if (!inSync && !ended && !cannotVouch)
            {
                inSync = true;
                syncing = Threads.Run(Sync);
            }
        }
    }

    private void Sync()
    {
        try
        {
            Mark();
        }
        catch (Exception fault) when (DiskFault.IsDisk(fault))
        {
            // No mark this time. Finishing meets the same fault and reports it.
        }

        lock (gate)
        {
            inSync = false;
            if (unsynced > 0 && !ended)
            {
                timer.Change(unsynced >= MostUnsynced ? TimeSpan.Zero : LongestUnsynced, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Mark()
    {
        long covered;
        lock (gate)
        {
            covered = length;
            unsynced = 0;
        }

        // Pieces that are noted while the data is synced lie beyond what the mark covers.
        SyncData();
        lock (gate)
        {
            Append(new JournalRecord.Synced(covered));
        }

        RandomAccess.FlushToDisk(file);
    }

    private void SyncData()
    {
        if (cannotVouch)
        {
            throw new IOException("the device failed while the pieces were synced: start again to have all of them checked");
        }

        try
        {
            syncData();
        }
        catch (Exception fault) when (DiskFault.IsDisk(fault))
        {
            // Nobody knows which pages were lost: without a journal the next start hashes everything.
            cannotVouch = true;
            File.Delete(path);
            throw DiskFault.AsIOException(fault);
        }
    }

    private async Task EndAsync()
    {
        lock (gate)
        {
            ended = true;
        }

        await timer.DisposeAsync().ConfigureAwait(false);
        await syncing.ConfigureAwait(false);
    }

    private void Finish(Func<IEnumerable<FinishedFile>> files)
    {
        Mark();
        lock (gate)
        {
            foreach (var finished in files())
            {
                Append(new JournalRecord.Finished(finished));
            }
        }

        RandomAccess.FlushToDisk(file);
    }
}
