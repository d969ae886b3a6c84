using System.Security.Cryptography;
using System.Threading.Channels;
using PeerShare.Protocol.Records;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.Mirroring;
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
    private readonly AuditLimit auditLimit;
    private readonly TimeProvider time;
    private readonly HybridClock clock;
    private readonly TrackerView view;
    private readonly Action<TrackerView, IReadOnlyList<Record>> committed;
    private readonly Func<Task> heard;
    private readonly Func<Stamp, Task> confirmed;
    private readonly ViewGate gate;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Channel<Waiting> inbox = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly Task loop;
    private Task<Refusal?> writing = Nothing;
    private volatile VersionVector reached;

    private Ledger(
        IRecordStore store,
        TimeProvider time,
        HybridClock clock,
        TrackerView view,
        VersionVector reached,
        Action<TrackerView, IReadOnlyList<Record>> committed,
        Func<Task> heard,
        Func<Stamp, Task> confirmed)
    {
        this.reached = reached;
        this.store = store;
        auditLimit = new AuditLimit(store);
        this.time = time;
        this.clock = clock;
        this.view = view;
        gate = new ViewGate(view);
        this.committed = committed;
        this.heard = heard;
        this.confirmed = confirmed;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last batch could not be written; null when it was.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>Of this run.</summary>
    public long Origin => clock.Origin;

    /// <summary>How far answers go: what was merged, and what was written here and confirmed.</summary>
    public VersionVector Reached => reached;

    private long NowMillis => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>For one run of a tracker.</summary>
    public static long FreshOrigin() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Reads all records. The store stays the caller's.</summary>
    /// <param name="store">What is there.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="origin">Random, fresh at every start.</param>
    /// <param name="committed">Told of records that are on the disk, in order, by one thread at a time; may read the view meanwhile.</param>
    /// <param name="heard">Ends when it is known what every mirror that is connected has done of late; null without mirrors.</param>
    /// <param name="confirmed">Ends when every mirror that is connected has all up to a stamp on its disk; null without mirrors.</param>
    public static async Task<Ledger> OpenAsync(
        IRecordStore store,
        TimeProvider time,
        long origin,
        Action<TrackerView, IReadOnlyList<Record>> committed,
        Func<Task>? heard = null,
        Func<Stamp, Task>? confirmed = null)
    {
        var view = new TrackerView();
        var clock = new HybridClock(origin);
        await Loading.LoadAsync(store, view, clock);
        var heads = await store.HeadsAsync();
        foreach (var head in heads.Heads.Values)
        {
            clock.Resume(head);
        }

        return new Ledger(store, time, clock, view, heads, committed, heard ?? (() => Task.CompletedTask), confirmed ?? (_ => Task.CompletedTask));
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
    public T Peek<T>(Func<TrackerView, T> question) => gate.Peek(question);

    /// <summary>All that is on the disk; of the running origin, all that there can be.</summary>
    public async ValueTask<VersionVector> KnownAsync() =>
        (await store.HeadsAsync()).With(VersionVector.Of([new Stamp(long.MaxValue, int.MaxValue, clock.Origin)]));

    /// <summary>Takes in what a mirror has written; it is on the disk when this ends.</summary>
    /// <exception cref="StoreFailure">The disk did not take it; nothing of it is here.</exception>
    public Task MergeAsync(Merge merge) => InTurnAsync(async () =>
    {
        gate.Change(() => merge.Stamps.ToList().ForEach(clock.Resume));
        var changed = await merge.WriteAsync(store, () => gate.Change(() => clock.Next(NowMillis)));
        await auditLimit.FollowAsync(changed);
        gate.Change(() =>
        {
            view.PutAll(changed);
            Reach(merge.Heads.Concat(changed.Select(record => record.Stamp).Where(stamp => stamp.Origin == Origin)));
        });
        return Tell(changed);
    });

    /// <summary>Forgets tombstones that every mirror has.</summary>
    /// <exception cref="StoreFailure">The disk did not do it.</exception>
    public Task PruneAsync(IEnumerable<VersionVector> mirrors) => InTurnAsync(async () =>
    {
        var pruned = await store.PruneAsync(mirrors, NowMillis, file => Peek(seen => seen.Files.HasTorrent(file)));
        return gate.Change(() => view.Forget(pruned.Forgotten));
    });

    /// <summary>Commands that wait are done first.</summary>
    public async ValueTask DisposeAsync()
    {
        inbox.Writer.TryComplete();
        await loop;
        turn.Dispose();
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
        var decided = new List<Waiting>();
        Refusal? failure = Refusal.DiskFailure("it is not known why");
        try
        {
            await heard();
            (failure, var heads) = await InTurnAsync(async () =>
            {
                var batch = DecideWaiting(written.Task, decided);
                return (await WriteAsync(batch), batch.Heads);
            });
            Fault = failure;

            // Not in turn: mirrors that wait for each other's writes must be able to merge them meanwhile.
            if (failure is null && heads.Count > 0)
            {
                await confirmed(heads.Max());
                gate.Change(() => Reach(heads));
            }
        }
        finally
        {
            written.SetResult(failure);
            decided.ForEach(waiting => waiting.Tell(failure));
        }
    }

    /// <summary>Between a decision and its write nothing else is written.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> act)
    {
        await turn.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    private RecordBatch DecideWaiting(Task<Refusal?> written, List<Waiting> decided)
    {
        var drafts = new List<Draft>();
        return gate.Change(() =>
        {
            while (decided.Count < LargestBatch && inbox.Reader.TryRead(out var waiting))
            {
                decided.Add(waiting);
                drafts.Add(waiting.Decide(view, () => new Draft(clock, NowMillis)));
                view.PutAll(drafts[^1].Records);
            }

            writing = written;
            return BatchOf(drafts);
        });
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

        Tell(batch.Records);
        await auditLimit.FollowAsync(batch.Records);
        return null;
    }

    private bool Tell(IReadOnlyList<Record> changed) => Peek(seen =>
    {
        committed(seen, changed);
        return true;
    });

    /// <summary>What the disk did not take never was.</summary>
    private async Task TakeBackAsync(RecordBatch batch)
    {
        var kept = new List<Record>();
        foreach (var key in batch.Records.Select(record => record.Key).Distinct())
        {
            kept.Add(await store.GetAsync(key) ?? Record.Nothing(key));
        }

        gate.Change(() => view.PutAll(kept));
        writing = Nothing;
    }

    private void Reach(IEnumerable<Stamp> heads) => reached = reached.With(VersionVector.Of(heads));
}
