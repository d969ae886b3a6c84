using System.Security.Cryptography;
using System.Threading.Channels;
using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.State;

/// <summary>Owns the records and the view of them. One loop decides the commands one after the other and writes those that came
/// meanwhile as one batch: many commands share one sync of the disk. A command, and a question about what a command did, is
/// answered when it is on the disk.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private const int MostWaiting = 4096;
    private const int LargestBatch = 512;
    private const int MostForgottenAtOnce = 1000;

    private static readonly Task<Refusal?> Nothing = Task.FromResult<Refusal?>(null);

    private readonly IRecordStore store;
    private readonly TimeProvider time;
    private readonly HybridClock clock;
    private readonly TrackerView view;
    private readonly Action<TrackerView, IReadOnlyList<Record>> committed;
    private readonly ReaderWriterLockSlim gate = new();
    private readonly Channel<Waiting> inbox = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly Task loop;
    private Task<Refusal?> writing = Nothing;

    private Ledger(IRecordStore store, TimeProvider time, HybridClock clock, TrackerView view, Action<TrackerView, IReadOnlyList<Record>> committed)
    {
        this.store = store;
        this.time = time;
        this.clock = clock;
        this.view = view;
        this.committed = committed;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last batch could not be written; null when it was.</summary>
    public Refusal? Fault { get; private set; }

    private long NowMillis => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>For one run of a tracker.</summary>
    public static long FreshOrigin() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Reads all records. The store stays the caller's.</summary>
    /// <param name="store">What is there.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="origin">Random, fresh at every start.</param>
    /// <param name="committed">Told of records that are on the disk, in order, by one thread at a time; may read the view meanwhile.</param>
    public static async Task<Ledger> OpenAsync(IRecordStore store, TimeProvider time, long origin, Action<TrackerView, IReadOnlyList<Record>> committed)
    {
        var view = new TrackerView();
        var clock = new HybridClock(origin);
        await Loading.LoadAsync(store, view, clock);
        foreach (var head in (await store.HeadsAsync()).Heads.Values)
        {
            clock.Resume(head);
        }

        return new Ledger(store, time, clock, view, committed);
    }

    /// <summary>A stamp that is later than all that is known.</summary>
    public Stamp NextStamp()
    {
        gate.EnterWriteLock();
        try
        {
            return clock.Next(NowMillis);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Does a command; waits until it is on the disk.</summary>
    /// <returns>Null when it is done.</returns>
    public async Task<Refusal?> DoAsync(Command command)
    {
        var waiting = new Waiting(command);
        return inbox.Writer.TryWrite(waiting) ? await waiting.Done : Fault ?? Refusal.Busy;
    }

    /// <summary>Asks, and waits until what the answer may rest on is on the disk.</summary>
    public async ValueTask<Answer<T>> AskAsync<T>(Func<TrackerView, Answer<T>> question)
    {
        var (answer, ground) = Peek(seen => (question(seen), writing));
        return await ground is { } refusal ? refusal : answer;
    }

    /// <summary>Asks what may rest on a write that is under way: for announces, which come again.</summary>
    public T Peek<T>(Func<TrackerView, T> question)
    {
        gate.EnterReadLock();
        try
        {
            return question(view);
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    /// <summary>Commands that wait are done first.</summary>
    public async ValueTask DisposeAsync()
    {
        inbox.Writer.TryComplete();
        await loop;
        gate.Dispose();
    }

    /// <summary>Ends with the inbox, or when the view and the disk could not be brought together again: then everything is refused,
    /// because only a restart knows what is true.</summary>
    private async Task RunAsync()
    {
        try
        {
            while (await inbox.Reader.WaitToReadAsync())
            {
                await DoBatchAsync();
            }
        }
        catch (Exception failure)
        {
            Fault = Refusal.DiskFailure(failure.Message);
            inbox.Writer.TryComplete();
            while (inbox.Reader.TryRead(out var left))
            {
                left.Tell(Fault);
            }
        }
    }

    private async Task DoBatchAsync()
    {
        var written = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (batch, decided) = DecideWaiting(written.Task);
        Refusal? failure = Refusal.DiskFailure("it is not known why");
        try
        {
            failure = Fault = await WriteAsync(batch);
        }
        finally
        {
            written.SetResult(failure);
            decided.ForEach(waiting => waiting.Tell(failure));
        }
    }

    private (RecordBatch Batch, List<Waiting> Decided) DecideWaiting(Task<Refusal?> written)
    {
        var decided = new List<Waiting>();
        var drafts = new List<Draft>();
        gate.EnterWriteLock();
        try
        {
            while (decided.Count < LargestBatch && inbox.Reader.TryRead(out var waiting))
            {
                decided.Add(waiting);
                drafts.Add(waiting.Decide(view, () => new Draft(clock, NowMillis)));
                PutAll(drafts[^1].Records);
            }

            writing = written;
            return (BatchOf(drafts), decided);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    private RecordBatch BatchOf(List<Draft> drafts)
    {
        var records = drafts.SelectMany(draft => draft.Records).ToList();
        return new RecordBatch(records)
        {
            Blobs = [.. drafts.SelectMany(draft => draft.Blobs)],
            Heads = records.Count == 0 ? [] : [records[^1].Stamp],
            Forgotten =
            [
                .. view.Answers.TakeOld(NowMillis, MostForgottenAtOnce),
                .. view.EndedSessions.TakeExpired(NowMillis, MostForgottenAtOnce),
            ],
        };
    }

    private async Task<Refusal?> WriteAsync(RecordBatch batch)
    {
        try
        {
            if (!batch.IsEmpty)
            {
                await store.AppendAsync(batch);
            }
        }
        catch (StoreFailure failure)
        {
            await TakeBackAsync(batch);
            return Refusal.DiskFailure(failure.Message);
        }

        return Peek<Refusal?>(seen =>
        {
            committed(seen, batch.Records);
            return null;
        });
    }

    /// <summary>What the disk did not take never was.</summary>
    private async Task TakeBackAsync(RecordBatch batch)
    {
        var kept = new List<Record>();
        foreach (var key in batch.Records.Select(record => record.Key).Distinct())
        {
            kept.Add(await store.GetAsync(key) ?? new Record(key, Record.EmptyBody, default, Deleted: true));
        }

        gate.EnterWriteLock();
        try
        {
            PutAll(kept);
            writing = Nothing;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    private void PutAll(IEnumerable<Record> records)
    {
        foreach (var record in records)
        {
            view.Put(record);
        }
    }
}
