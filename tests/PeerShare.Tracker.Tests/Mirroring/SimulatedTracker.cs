using PeerShare.Protocol.Records;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>A tracker in virtual time: the real clock, store, pulls, merges, confirmations and pruning, and a disk that forgets what
/// was not synced when it crashes.</summary>
internal sealed class SimulatedTracker(int number, Func<long> now)
{
    private const long PatienceMillis = 500;

    private readonly Queue<Record> unsynced = [];
    private HybridClock clock = new(0);

    public int Number => number;

    public bool IsUp { get; private set; }

    /// <summary>How wrong its clock is.</summary>
    public long SkewMillis { get; set; }

    public MemoryRecordStore Store { get; private set; } = new();

    /// <summary>By the number of the mirror.</summary>
    public Dictionary<int, Confirmation> Mirrors { get; } = [];

    /// <summary>By the number of the mirror.</summary>
    public Dictionary<int, PullUnderWay> Pulls { get; } = [];

    /// <summary>Writes that mirrors have not confirmed yet.</summary>
    public List<(Record Record, long Deadline)> Waiting { get; } = [];

    public long ClockMillis => now() + SkewMillis;

    public async Task StartAsync(long origin)
    {
        clock = new HybridClock(origin);
        await foreach (var record in Store.ScanAsync())
        {
            clock.Resume(record.Stamp);
        }

        foreach (var head in (await Store.HeadsAsync()).Heads.Values)
        {
            clock.Resume(head);
        }

        IsUp = true;
    }

    public void Crash()
    {
        IsUp = false;
        unsynced.Clear();
        Mirrors.Clear();
        Pulls.Clear();
        Waiting.Clear();
    }

    public async Task<MemoryRecordStore> BackUpAsync() => await CopyAsync(Store);

    public async Task RestoreAsync(MemoryRecordStore backup) => Store = await CopyAsync(backup);

    public Record Write(RecordKey key, ReadOnlyMemory<byte> body, bool deleted)
    {
        var record = new Record(key, body, clock.Next(ClockMillis), deleted);
        unsynced.Enqueue(record);
        return record;
    }

    /// <returns>What is on the disk now and was not before.</returns>
    public async Task<List<Record>> SyncAsync()
    {
        List<Record> synced = [.. unsynced];
        unsynced.Clear();
        foreach (var record in synced)
        {
            await Store.AppendAsync(new RecordBatch([record]) { Heads = [record.Stamp] });
            Waiting.Add((record, now() + PatienceMillis));
        }

        return synced;
    }

    public async Task<VersionVector> KnownAsync() =>
        (await Store.HeadsAsync()).With(VersionVector.Of([new Stamp(long.MaxValue, int.MaxValue, clock.Origin)]));

    public async Task<List<Page>> AnswerAsync(int asker, VersionVector question, int pageSize)
    {
        var confirmation = Mirrors.TryGetValue(asker, out var known) ? known : Mirrors[asker] = new Confirmation();
        await using var moment = await Store.MomentAsync();
        confirmation.Hear(question, moment.Heads);
        var pages = moment.PagesFor(question, pageSize).ToList();
        confirmation.Offer(moment.Heads);
        return pages;
    }

    /// <returns>What was written anew; null when nothing is taken, because the mirror's clock, or ours, is wrong.</returns>
    public async Task<List<Record>?> TakeAsync(Pull pull, Page page)
    {
        if (page.AheadOf(ClockMillis).TotalMilliseconds > HybridClock.MostAheadMillis)
        {
            return null;
        }

        var merge = pull.Take(page);
        foreach (var stamp in merge.Stamps)
        {
            clock.Resume(stamp);
        }

        var changed = await merge.WriteAsync(Store, () => clock.Next(ClockMillis));
        return [.. changed.Where(record => record.Stamp.Origin == clock.Origin)];
    }

    /// <summary>Prunes when every mirror has said in this run what it has.</summary>
    public async Task PruneAsync(IEnumerable<int> mirrors)
    {
        var known = mirrors.Select(mirror => Mirrors.GetValueOrDefault(mirror)?.Known).ToList();
        if (known.TrueForAll(one => one is not null))
        {
            await Store.PruneAsync(known.OfType<VersionVector>(), ClockMillis, _ => true);
        }
    }

    /// <summary>Has it a record, or what beat it, or had it?</summary>
    public async Task<bool> HasAsync(Record record) =>
        (await Store.HeadsAsync()).Covers(record.Stamp) || (await Store.GetAsync(record.Key) is { } now && !record.Beats(now));

    private static async Task<MemoryRecordStore> CopyAsync(MemoryRecordStore store)
    {
        var copy = new MemoryRecordStore();
        await using var moment = await store.MomentAsync();
        await copy.AppendAsync(new RecordBatch(await store.ScanAsync().ToListAsync())
        {
            Heads = [.. moment.Heads.Heads.Values],
            Horizon = [.. moment.Horizon.Heads.Values],
        });
        return copy;
    }
}

/// <summary>A pull whose answer is on its way.</summary>
/// <param name="Pull">Takes the pages.</param>
/// <param name="Number">Tells answers apart.</param>
/// <param name="Deadline">When it is given up.</param>
internal sealed record PullUnderWay(Pull Pull, int Number, long Deadline)
{
    /// <summary>Which page comes next.</summary>
    public int Expected { get; set; }
}
