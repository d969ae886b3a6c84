using System.Net;
using System.Runtime.CompilerServices;
using PeerShare.Engine.Announce;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine;

/// <summary>One torrent that a node fetches or serves: checks what is there, fetches what is missing, serves what it has, until it
/// is disposed.</summary>
public sealed class Transfer : IAsyncDisposable
{
    private static readonly SwarmSnapshot Nothing = new(0, 0, 0, 0, 0, 0, 0, 0, 0, null);

    private readonly TransferSetup setup;
    private readonly NodeParts node;
    private readonly Inbox inbox = new();
    private readonly TaskScope scope = new();
    private readonly TaskScope links = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SwarmLoop? loop;
    private volatile Announcer? announcing;
    private bool isNewSource;
    private volatile string? failure;
    private volatile bool complete;
    private int checkedPieces;

    internal Transfer(TransferSetup setup, NodeParts node)
    {
        this.setup = setup;
        this.node = node;
        AddPeers(setup.Peers);
        scope.TryStart(RunAsync);
    }

    public Torrent Torrent => setup.Torrent;

    /// <summary>Ends when what was already there has been looked at and peers are served, with the number of pieces found; fails
    /// as <see cref="Completion"/> does.</summary>
    public Task<int> Checked => found.Task;

    /// <summary>Ends when every piece is stored and everything has its final name; fails with an <see cref="IOException"/> that says
    /// why; is cancelled when the transfer is disposed before.</summary>
    public Task Completion => completion.Task;

    /// <summary>At most 100 ms old.</summary>
    public TransferProgress Progress
    {
        get
        {
            var swarm = loop?.Snapshot ?? Nothing;
            var state = failure is not null ? TransferState.Failed
                : complete ? TransferState.Complete
                : swarm.PausedBecause is not null ? TransferState.Paused
                : loop is null ? TransferState.Checking
                : TransferState.Downloading;
            return new TransferProgress(
                state, failure ?? swarm.PausedBecause, Torrent.Layout.TotalLength, Volatile.Read(ref checkedPieces), swarm);
        }
    }

    /// <summary>The progress now and then, until the transfer is complete or has failed (that one is the last).</summary>
    /// <param name="every">How often.</param>
    /// <param name="stopping">Ends it early.</param>
    public async IAsyncEnumerable<TransferProgress> ProgressAsync(TimeSpan every, [EnumeratorCancellation] CancellationToken stopping = default)
    {
        TransferProgress progress;
        do
        {
            yield return progress = Progress;
            if (!progress.IsOver)
            {
                await Task.WhenAny(completion.Task, Task.Delay(every, node.Time, stopping)).ConfigureAwait(false);
                stopping.ThrowIfCancellationRequested();
            }
        }
        while (!progress.IsOver);
    }

    /// <summary>Peers found by hand or by a tracker.</summary>
    public void AddPeers(IReadOnlyList<IPEndPoint> addresses)
    {
        if (addresses.Count > 0)
        {
            inbox.Post(new SwarmEvent.PeersFound(addresses));
        }
    }

    /// <summary>Fetch nothing for now; serving goes on.</summary>
    public void Pause() => inbox.Post(new SwarmEvent.Paused());

    /// <summary>Go on, after a pause or after what kept pieces from being stored is gone.</summary>
    public void Resume() => inbox.Post(new SwarmEvent.Resumed());

    /// <summary>Time goes on. A swarm that is complete and has no links waits for somebody to come, and needs to know of it rarely.</summary>
    /// <param name="isRare">One of the few that a quiet swarm gets.</param>
    internal void Tick(bool isRare)
    {
        if (loop is { } shared && (isRare || !complete || shared.HasLinks))
        {
            inbox.PostTick();
            TellNewSource(shared);
        }
    }

    /// <summary>Tell the trackers now, because they may have forgotten us.</summary>
    public void Announce() => announcing?.Again();

    /// <summary>Ends all links, stores the pieces that are whole and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync().ConfigureAwait(false);
        completion.TrySetCanceled();
        found.TrySetCanceled();
        node.Forget(this);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await using var store = setup.Store.ConfigureAwait(false);
            var tls = TlsLayer.Of(Torrent, setup.Access, node.Time);
            var progress = new Counted(hashed => Volatile.Write(ref checkedPieces, hashed));
            var held = await setup.Store.OpenAsync(Torrent.Check, progress, stopping).ConfigureAwait(false);
            await ShareAsync(held, tls, stopping).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Fail(fault);
        }
    }

    private async Task ShareAsync(Bitfield held, TlsLayer? tls, CancellationToken stopping)
    {
        var clock = new Clock(node.Time);
        await using var buffers = new PieceBuffers(Torrent, setup.Store, node.Pool, node.Disk, inbox);
        var doorway = DoorwayTo(clock, tls);
        var host = new SocketHost(buffers, doorway.Dial);
        var shared = new SwarmLoop(new Swarm(SwarmOf(held), host), host, inbox, clock);
        loop = shared;
        node.Reception.Open(doorway, setup.AnswersAny);

        // Its goodbye may take seconds, so it comes when nobody is served any more.
        await using var announcer = new Announcer(AnnouncerOf(shared));
        announcing = announcer;
        isNewSource = held.IsEmpty;
        try
        {
            var fetching = !held.IsFull;
            found.TrySetResult(held.Count);
            await shared.RunAsync(Completed, stopping).ConfigureAwait(false);

            void Completed()
            {
                scope.TryStart(FinishAsync);
                if (fetching)
                {
                    announcer.Completed();
                }
            }
        }
        finally
        {
            announcing = null;
            node.Reception.Close(doorway);
            await links.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Doorway DoorwayTo(Clock clock, TlsLayer? tls)
    {
        var time = node.Time;
        var upload = TokenBucket.Of(setup.UploadRate, time);
        var download = Throttle.Of(TokenBucket.Of(setup.DownloadRate, time), node.Download);
        var admission = new Admission(node.Me, setup.OneLinkEachWay, node.MostLinksPerTransfer, node.Links, clock);
        return new Doorway(
            Torrent.InfoHash, node.Me, admission, node.Dialler, tls,
            new LinkSetup(Torrent.Layout, setup.Store, inbox, UploadOfOne, download, clock), links, time);

        Throttle? UploadOfOne() => Throttle.Of(TokenBucket.Of(node.PeerUploadRate, time), upload, node.Upload);
    }

    private AnnouncerSetup AnnouncerOf(SwarmLoop shared) => new()
    {
        Tiers = setup.Trackers,
        LaterTrackers = setup.LaterTrackers,
        InfoHash = Torrent.InfoHash,
        Me = node.Me,
        Port = node.Port,
        Key = node.Key,
        State = () => StateOf(shared),
        Found = AddPeers,
        Answered = setup.TrackerAnswered,
        Failed = setup.TrackerFailed,
        Time = node.Time,
        Random = new Random(setup.Random.Next()),
        Client = node.Trackers,
    };

    private AnnounceState StateOf(SwarmLoop shared)
    {
        var now = shared.Snapshot;
        var left = Torrent.Layout.TotalLength - now.HeldBytes;
        return new AnnounceState(now.Uploaded, now.Downloaded, left, IsAlone: left > 0 && !shared.HasLinks);
    }

    private SwarmSetup SwarmOf(Bitfield held) => new()
    {
        Layout = Torrent.Layout,
        Held = held,
        Policies = setup.Policies,
        Me = node.Me,
        Random = setup.Random,
        Info = Torrent.Info,
        ListenPort = node.Port,
        Next = setup.Next,
        Observer = setup.Observer,
    };

    /// <summary>Who has a first piece is a source, which trackers count.</summary>
    private void TellNewSource(SwarmLoop shared)
    {
        if (isNewSource && shared.Snapshot.Held > 0)
        {
            isNewSource = false;
            Announce();
        }
    }

    private async Task FinishAsync(CancellationToken stopping)
    {
        try
        {
            await setup.Store.CompleteAsync(stopping).ConfigureAwait(false);
            complete = true;
            completion.TrySetResult();
        }
        catch (ChunksLostException lost)
        {
            inbox.Post(new SwarmEvent.PiecesLost(lost.Pieces, lost.Message));
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // Whoever waits for completion must hear of it, whatever it is.
            Fail(fault);
        }
    }

    private void Fail(Exception fault)
    {
        failure = fault.Message;
        var told = fault as IOException ?? new IOException($"{Torrent.Name}: {fault.Message}", fault);
        found.TrySetException(told);
        completion.TrySetException(told);
    }

    /// <summary>Progress that is told on the spot; <see cref="Progress{T}"/> would hop to another thread and come late.</summary>
    private sealed class Counted(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
