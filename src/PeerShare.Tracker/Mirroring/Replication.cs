using System.Collections.Concurrent;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Keeps this tracker and all its mirrors alike: for each mirror one loop that pulls records and one that hears who is
/// online.</summary>
internal sealed class Replication : IAsyncDisposable
{
    /// <summary>A start waits so long for a mirror that does not answer, and so long for one that does.</summary>
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PrunedEvery = TimeSpan.FromMinutes(10);

    private readonly Mirrors mirrors;
    private readonly Ledger ledger;
    private readonly SwarmTable swarms;
    private readonly IRecordStore store;
    private readonly IMirrorLink link;
    private readonly TimeProvider time;
    private readonly Action<string> warn;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> loops = [];

    public Replication(Mirrors mirrors, Ledger ledger, SwarmTable swarms, IRecordStore store, IMirrorLink link, TimeProvider time, Action<string> warn)
    {
        this.mirrors = mirrors;
        this.ledger = ledger;
        this.swarms = swarms;
        this.store = store;
        this.link = link;
        this.time = time;
        this.warn = warn;
        Blobs = new Blobs(store, ledger, mirrors, link);
    }

    public Blobs Blobs { get; }

    /// <summary>Before a tracker listens it takes what its mirrors have: the records, and who is online. Mirrors that cannot be reached
    /// are not waited for.</summary>
    public async Task CatchUpAsync(CancellationToken given)
    {
        using var late = new CancellationTokenSource(CatchUpPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, given);
        try
        {
            await Task.WhenAll(mirrors.All.Select(mirror => CatchUpAsync(mirror, either.Token)));
        }
        catch (OperationCanceledException) when (!given.IsCancellationRequested)
        {
            // There is too much to wait for; the loops go on with it.
        }
    }

    /// <summary>Keeps up from now on, also with mirrors that become known later.</summary>
    /// <param name="self">Where the others reach this tracker.</param>
    public void Start(HostPort self)
    {
        mirrors.Name(self, isListening: true);
        mirrors.Met = Follow;
        foreach (var mirror in mirrors.All)
        {
            Follow(mirror);
        }

        loops.Add(UntilStoppedAsync(FetchAsync));
        loops.Add(UntilStoppedAsync(PruneAsync));
    }

    /// <summary>Takes in what a mirror has now.</summary>
    public Task LookAsync(Mirror mirror, CancellationToken given) => PullingOf(mirror).TryLookAsync(given);

    public async ValueTask DisposeAsync()
    {
        mirrors.Met = _ => { };
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        stopping.Dispose();
    }

    private async Task CatchUpAsync(Mirror mirror, CancellationToken given)
    {
        if (!await PullingOf(mirror).TryLookAsync(given))
        {
            return;
        }

        mirrors.Expect(mirror);
        using var told = CancellationTokenSource.CreateLinkedTokenSource(given);
        try
        {
            await new PeerListening(mirror, link, ledger, swarms, time).RunAsync(told.Cancel, told.Token);
        }
        catch (OperationCanceledException) when (!given.IsCancellationRequested)
        {
            // Everybody who is online has been told of.
        }
    }

    private void Follow(Mirror mirror)
    {
        loops.Add(UntilStoppedAsync(PullingOf(mirror).RunAsync));
        loops.Add(UntilStoppedAsync(over => new PeerListening(mirror, link, ledger, swarms, time).RunAsync(() => { }, over)));
    }

    private Pulling PullingOf(Mirror mirror) => new(mirror, mirrors, ledger, Blobs, link, time);

    private async Task FetchAsync(CancellationToken over)
    {
        while (mirrors.All.Count == 0)
        {
            await Task.Delay(Pause, time, over);
        }

        await Blobs.NoteAllAsync(over);
        while (true)
        {
            if (!await Blobs.FetchSomeAsync(over))
            {
                await Task.Delay(Pause, time, over);
            }
        }
    }

    private async Task PruneAsync(CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(PrunedEvery, time, over);
            var known = mirrors.All.Select(mirror => mirror.Confirmation.Known).ToList();
            if (known.TrueForAll(one => one is not null))
            {
                await ledger.PruneAsync(known.OfType<VersionVector>());
            }
        }
    }

    /// <summary>What goes wrong beyond what a loop expects, such as a full disk, is told of; then it goes on.</summary>
    private async Task UntilStoppedAsync(Func<CancellationToken, Task> act)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => act(stopping.Token));
            }
            catch (OperationCanceledException)
            {
                // The end, or a mirror that was this tracker itself.
                return;
            }
            catch (Exception failure)
            {
                warn($"mirroring goes on in a moment after: {(failure is StoreFailure ? failure.Message : failure)}");
            }

            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }
}
