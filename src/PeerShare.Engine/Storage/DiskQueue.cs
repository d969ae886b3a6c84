using System.Collections.Concurrent;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Hashes, compares and writes whole pieces on a few threads of its own: a disk that stalls holds up neither the
/// swarms nor the thread pool. What waits here is bounded by the memory for pieces.</summary>
internal sealed class DiskQueue : IAsyncDisposable
{
    private readonly BlockingCollection<Job> jobs = [];
    private readonly Task[] workers;

    /// <param name="workers">Number of threads; without it one a core, at most 4.</param>
    public DiskQueue(int? workers = null)
    {
        var count = workers ?? Math.Min(4, Environment.ProcessorCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(workers));
        this.workers = [.. Enumerable.Range(0, count).Select(_ => Threads.Run(Work))];
    }

    /// <summary>Returns at once. The buffer is the queue's from now on: it closes it.</summary>
    /// <param name="buffer">Whole.</param>
    /// <param name="piece">Which piece it is.</param>
    /// <param name="check">Compares the hash.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="done">Told the outcome, on a worker, after the memory was given back: only pass the word on.</param>
    /// <exception cref="InvalidOperationException">The queue has ended, or the buffer is not whole.</exception>
    public void Store(PieceBuffer buffer, PieceIndex piece, PieceCheck check, IPieceStore store, Action<StoreOutcome> done)
    {
        if (!buffer.IsWhole)
        {
            throw new InvalidOperationException($"piece {piece} is not whole");
        }

        jobs.Add(new Job(buffer, piece, check, store, done));
    }

    /// <summary>Stores what is queued and ends the workers.</summary>
    public async ValueTask DisposeAsync()
    {
        jobs.CompleteAdding();
        await Task.WhenAll(workers).ConfigureAwait(false);
        jobs.Dispose();
    }

    private void Work()
    {
        foreach (var job in jobs.GetConsumingEnumerable())
        {
            var outcome = OutcomeOf(job);
            job.Buffer.Close();
            job.Done(outcome);
        }
    }

    private static StoreOutcome OutcomeOf(Job job)
    {
        try
        {
            return Store(job);
        }
        catch (Exception fault) when (DiskFault.IsDisk(fault))
        {
            return new StoreOutcome.Failed(DiskFault.Explain(fault));
        }
    }

    private static StoreOutcome Store(Job job)
    {
        if (!job.Buffer.TryRead(out var whole))
        {
            return new StoreOutcome.Failed("the piece was given up");
        }

        using (whole)
        {
            if (!job.Check(job.Piece, whole.Data.Span))
            {
                return new StoreOutcome.Corrupt();
            }

            job.Store.Write(job.Piece, whole.Data);
            return new StoreOutcome.Stored();
        }
    }

    private sealed record Job(PieceBuffer Buffer, PieceIndex Piece, PieceCheck Check, IPieceStore Store, Action<StoreOutcome> Done);
}
