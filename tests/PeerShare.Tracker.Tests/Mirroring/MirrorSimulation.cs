using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Two to five trackers that mirror each other in virtual time while everything goes wrong that can: cuts, crashes, restored
/// backups, lost, late and repeated messages, clocks that jump, a tracker that joins late. Everything follows from the seed.</summary>
internal sealed class MirrorSimulation
{
    private const int Keys = 7;
    private const int Moves = 150;
    private const long AnswerPatienceMillis = 300;

    private readonly Random random;
    private readonly List<SimulatedTracker> trackers;
    private readonly int pageSize;
    private readonly PriorityQueue<Func<Task>, (long At, int Order)> due = new();
    private readonly HashSet<(int, int)> cuts = [];
    private readonly Dictionary<int, MemoryRecordStore> backups = [];
    private readonly Dictionary<RecordKey, Record> expected = [];
    private readonly HashSet<int> asking = [];
    private readonly HashSet<int> restored = [];
    private readonly List<Record> written = [];
    private readonly HashSet<Record> lost = [];
    private long now = 1_795_000_000_000;
    private int order;
    private int questions;
    private int known;
    private bool isHealed;

    public MirrorSimulation(int seed)
    {
        random = new Random(seed);
        pageSize = random.Next(1, 6);
        trackers = [.. Enumerable.Range(0, random.Next(2, 6)).Select(number => new SimulatedTracker(number, () => now))];
        known = trackers.Count - (trackers.Count > 2 ? random.Next(2) : 0);
    }

    private IEnumerable<SimulatedTracker> Known => trackers.Take(known);

    private IEnumerable<SimulatedTracker> Up => Known.Where(tracker => tracker.IsUp);

    /// <exception cref="ShouldAssertException">Something was lost, or the trackers do not agree.</exception>
    public async Task RunAsync()
    {
        foreach (var tracker in Known)
        {
            await StartAsync(tracker);
        }

        for (var move = 0; move < Moves; move++)
        {
            await MoveAsync();
            await PassAsync(random.Next(8) == 0 ? random.Next(2_000) : random.Next(40));
        }

        await HealAsync();
        await CheckAsync();
    }

    private async Task StartAsync(SimulatedTracker tracker)
    {
        await tracker.StartAsync(random.NextInt64());
        After(random.Next(20), () => AskAllAsync(tracker));
    }

    private async Task MoveAsync()
    {
        var tracker = trackers[random.Next(known)];
        switch (random.Next(100))
        {
            case < 55 when tracker.IsUp:
                Write(tracker);
                break;
            case < 63:
                Cut();
                break;
            case < 72:
                cuts.Clear();
                break;
            case < 78 when tracker.IsUp:
                tracker.Crash();
                break;
            case < 88 when !tracker.IsUp:
                await StartAsync(tracker);
                break;
            case < 90 when tracker.IsUp:
                backups[tracker.Number] = await tracker.BackUpAsync();
                break;
            case < 92 when backups.TryGetValue(tracker.Number, out var backup):
                await RestoreAsync(tracker, backup);
                break;
            case < 94:
                tracker.SkewMillis = random.Next(5) switch { 0 => 7_200_000, 1 => 600_000, 2 => -600_000, 3 => -7_200_000, _ => 0 };
                break;
            case < 96:
                now += 2 * Pruning.LeastAgeMillis;
                break;
            case < 99 when tracker.IsUp:
                await tracker.PruneAsync(Known.Where(other => other != tracker).Select(other => other.Number));
                break;
            case 99 when known < trackers.Count:
                known++;
                await StartAsync(trackers[known - 1]);
                break;
        }
    }

    private void Write(SimulatedTracker tracker)
    {
        var id = new EntityId((UInt128)random.Next(1, Keys + 1));
        byte[] body = [.. BitConverter.GetBytes(random.Next())];
        tracker.Write(RecordKey.Of(RecordKind.UserName, id), body, deleted: random.Next(4) == 0);
        if (random.Next(3) == 0)
        {
            tracker.Write(RecordKey.AuditEntry(id, new Stamp(now, order++, tracker.Number)), body, deleted: false);
        }

        After(random.Next(1, 6), () => SyncAsync(tracker));
    }

    private async Task SyncAsync(SimulatedTracker tracker)
    {
        if (tracker.IsUp)
        {
            foreach (var record in await tracker.SyncAsync())
            {
                written.Add(record);
                Expect(record);
            }

            After(500, () => GiveUpAsync(tracker));
            await AcknowledgeAsync(tracker);
        }
    }

    private void Expect(Record record)
    {
        if (!expected.TryGetValue(record.Key, out var before) || record.Beats(before))
        {
            expected[record.Key] = record;
        }
    }

    private async Task GiveUpAsync(SimulatedTracker tracker)
    {
        foreach (var (record, _) in tracker.Waiting.Where(waiting => waiting.Deadline <= now).ToList())
        {
            foreach (var mirror in tracker.Mirrors.Values.Where(mirror => mirror.Withholds(record.Stamp)))
            {
                mirror.GiveUp();
            }
        }

        await AcknowledgeAsync(tracker);
    }

    /// <summary>What is acknowledged is on the disk here and on every mirror that is connected.</summary>
    private async Task AcknowledgeAsync(SimulatedTracker tracker)
    {
        foreach (var waiting in tracker.Waiting.Where(one => !tracker.Mirrors.Values.Any(mirror => mirror.Withholds(one.Record.Stamp))).ToList())
        {
            tracker.Waiting.Remove(waiting);
            (await tracker.HasAsync(waiting.Record)).ShouldBeTrue();
            foreach (var number in tracker.Mirrors.Where(mirror => mirror.Value.IsConnected).Select(mirror => mirror.Key))
            {
                (await trackers[number].HasAsync(waiting.Record) || restored.Contains(number)).ShouldBeTrue($"{waiting.Record} was acknowledged by {tracker.Number} and is not on {number}");
            }
        }
    }

    private void Cut()
    {
        var (one, other) = (random.Next(trackers.Count), random.Next(trackers.Count));
        cuts.Add((one, other));
        if (random.Next(3) > 0)
        {
            cuts.Add((other, one));
        }
    }

    /// <summary>What only this disk had is lost with it, unless a page with it is under way, and that is all.</summary>
    private async Task RestoreAsync(SimulatedTracker tracker, MemoryRecordStore backup)
    {
        tracker.Crash();
        await tracker.RestoreAsync(backup);
        restored.Add(tracker.Number);
        expected.Clear();
        lost.Clear();
        foreach (var record in written)
        {
            var holders = await trackers.ToAsyncEnumerable().CountAsync(async (other, _) => await other.HasAsync(record));
            if (holders > 0)
            {
                Expect(record);
            }
            else
            {
                lost.Add(record);
            }
        }

        await StartAsync(tracker);
    }

    private async Task AskAllAsync(SimulatedTracker tracker)
    {
        if (!tracker.IsUp)
        {
            return;
        }

        foreach (var mirror in Known.Where(other => other != tracker))
        {
            if (!tracker.Pulls.TryGetValue(mirror.Number, out var pull) || pull.Deadline < now)
            {
                await AskAsync(tracker, mirror);
            }
        }

        if (!asking.Add(tracker.Number))
        {
            return;
        }

        After(random.Next(1, isHealed ? 500 : 60), async () =>
        {
            asking.Remove(tracker.Number);
            await AskAllAsync(tracker);
        });
    }

    private async Task AskAsync(SimulatedTracker tracker, SimulatedTracker mirror)
    {
        var number = ++questions;
        tracker.Pulls[mirror.Number] = new PullUnderWay(new Pull(), number, now + AnswerPatienceMillis);
        var known = await tracker.KnownAsync();
        Send(tracker, mirror, async () =>
        {
            var pages = await mirror.AnswerAsync(tracker.Number, known, pageSize);
            await AcknowledgeAsync(mirror);
            SendPage(tracker, mirror, number, pages, 0);
        });
    }

    /// <summary>Pages go over one connection: in order, and one that is lost is the last. A page may be late, even after a crash.</summary>
    private void SendPage(SimulatedTracker tracker, SimulatedTracker mirror, int number, List<Page> pages, int page) => Send(mirror, tracker, async () =>
    {
        if (tracker.Pulls.TryGetValue(mirror.Number, out var under) && under.Number == number && under.Expected == page)
        {
            under.Expected++;
            var anew = await tracker.TakeAsync(under.Pull, pages[page]);
            var isTaken = anew is not null;
            pages[page].Records.Where(record => isTaken && lost.Contains(record)).ToList().ForEach(Expect);
            foreach (var record in anew ?? [])
            {
                written.Add(record);
                Expect(record);
            }

            if (isTaken && page + 1 < pages.Count)
            {
                SendPage(tracker, mirror, number, pages, page + 1);
                return;
            }

            tracker.Pulls.Remove(mirror.Number);
        }
    });

    private void Send(SimulatedTracker from, SimulatedTracker to, Func<Task> arrive)
    {
        for (var copy = random.Next(20) == 0 && !isHealed ? 0 : random.Next(20) == 0 ? 2 : 1; copy > 0; copy--)
        {
            After(random.Next(1, 15), () => to.IsUp && !cuts.Contains((from.Number, to.Number)) ? arrive() : Task.CompletedTask);
        }
    }

    private void After(long millis, Func<Task> act) => due.Enqueue(act, (now + millis, order++));

    private async Task PassAsync(long millis)
    {
        var end = now + millis;
        while (due.TryPeek(out _, out var next) && next.At <= end)
        {
            var act = due.Dequeue();
            now = Math.Max(now, next.At);
            await act();
        }

        now = Math.Max(now, end);
    }

    /// <summary>Everybody is up, reachable, knows the time, and an hour has passed in which the clocks were too far apart.</summary>
    private async Task HealAsync()
    {
        isHealed = true;
        cuts.Clear();
        known = trackers.Count;
        now += 3 * 7_200_000;
        foreach (var tracker in trackers)
        {
            tracker.SkewMillis = 0;
            await (tracker.IsUp ? Task.CompletedTask : StartAsync(tracker));
        }

        await PassAsync(5_000);
        foreach (var tracker in trackers)
        {
            await tracker.PruneAsync(trackers.Where(other => other != tracker).Select(other => other.Number));
        }

        await PassAsync(3_000);
    }

    private async Task CheckAsync()
    {
        var wanted = Describe(expected.Values);
        foreach (var tracker in trackers)
        {
            Describe(await tracker.Store.ScanAsync().ToListAsync()).ShouldBe(wanted, $"tracker {tracker.Number} of {trackers.Count}");
            tracker.Waiting.ShouldBeEmpty();
            tracker.Mirrors.Values.ShouldAllBe(mirror => mirror.IsConnected);
        }
    }

    /// <summary>A tombstone and nothing are the same.</summary>
    private static string Describe(IEnumerable<Record> records) => string.Join(
        "\n",
        records.Where(record => !record.Deleted)
            .OrderBy(record => record.Key.ToString(), StringComparer.Ordinal)
            .Select(record => $"{record.Key} {record.Stamp} {Convert.ToHexString(record.Body.Span)}"));
}
