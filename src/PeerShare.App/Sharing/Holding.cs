using PeerShare.App.Commands;
using PeerShare.Engine;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Sharing;

/// <summary>A file of a group that this node fetches or shares for the user who is logged in.</summary>
internal sealed class Holding : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly HoldingSurroundings around;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<string> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StoredContent content;
    private readonly GuardedStore store;

    /// <summary>The files as they were before anybody looked into them; null of a download.</summary>
    private readonly SourceStamps? before;
    private Transfer? transfer;
    private Task following = Task.CompletedTask;
    private Task? ending;

    public Holding(HoldingSurroundings around, HoldingRecord record, Torrent torrent)
    {
        this.around = around;
        Record = record;
        Torrent = torrent;
        content = HeldContent.Of(torrent, record.TopName);
        before = record.State == HoldingState.Sharing ? SourceStamps.Take(record.Folder, content.Files) : null;
        store = new GuardedStore(
            new FilePieceStore(content, record.Folder, new FileStoreOptions
            {
                StateFolder = around.Folder.Journals,
                ServeOnly = record.State == HoldingState.Sharing,
                Trust = before is not null && before.Digest == record.Stamps,
                Time = around.Time,
            }),
            path => changed.TrySetResult(path));
        if (before is not null)
        {
            store.Guard(before);
        }
    }

    public HoldingRecord Record { get; private set; }

    public Torrent Torrent { get; }

    public bool IsActive => Record.State is HoldingState.Downloading or HoldingState.Paused or HoldingState.Sharing;

    /// <summary>Did it get as far as writing? What was refused before belongs to somebody else.</summary>
    public bool HasWritten => around.Folder.HasJournal(Torrent.InfoHash);

    /// <summary>Null before the start and after the end.</summary>
    public TransferProgress? Progress => transfer?.Progress;

    /// <summary>Who sent the pieces, since the start.</summary>
    public PieceSources Sources { get; } = new();

    /// <summary>Ends when a tracker has taken the first announce.</summary>
    public Task Announced => announced.Task;

    /// <summary>Begins to fetch or to serve.</summary>
    public void Start()
    {
        transfer = around.Node.Add(new TransferSetup
        {
            Torrent = Torrent,
            Store = store,
            Policies = SwarmPolicies.Open(Torrent.Layout, new Random(around.Random.Next())),
            LaterTrackers = around.Trackers,
            Access = Torrent.SslCertificate is { } root ? around.Memberships.Of(root, () => Record.InGroup()) : null,
            Observer = Sources,
            TrackerAnswered = (_, answer) => Answered(answer),
            Random = new Random(around.Random.Next()),
        });
        if (Record.State == HoldingState.Paused)
        {
            transfer.Pause();
        }

        following = FollowAsync(transfer);
    }

    public void Pause()
    {
        Change(record => record.State == HoldingState.Downloading ? record with { State = HoldingState.Paused } : record);
        transfer?.Pause();
    }

    public void Resume()
    {
        Change(record => record.State == HoldingState.Paused ? record with { State = HoldingState.Downloading } : record);
        transfer?.Resume();
    }

    /// <summary>Tells the tracker, which may have forgotten us.</summary>
    public void Announce() => transfer?.Announce();

    /// <summary>Looks whether its files are as they were; nobody who fetches may be there to notice.</summary>
    public void Look()
    {
        if (store.FindChanged() is { } path)
        {
            changed.TrySetResult(path);
        }
    }

    /// <summary>Changes what is kept of it.</summary>
    public void Change(Func<HoldingRecord, HoldingRecord> change)
    {
        lock (gate)
        {
            var next = change(Record);
            if (next != Record)
            {
                Record = next;
                around.Folder.Keep(next, Torrent.InfoHash);
            }
        }
    }

    /// <summary>Ends serving at once; the goodbye to the tracker follows. Whoever calls it again waits too.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            return new ValueTask(ending ??= EndAsync());
        }
    }

    /// <summary>Removes what is half there. Call when it is disposed.</summary>
    public void DeleteContent() => HeldContent.Delete(content, Record);

    private void Answered(AnnounceResponse answer)
    {
        announced.TrySetResult();
        if (Torrent.SslCertificate is { } root && answer.Departures is { } departures)
        {
            around.Memberships.Hear(root, departures);
        }
    }

    private async Task EndAsync()
    {
        await stopping.CancelAsync();
        await EndTransferAsync();
        await following;
        stopping.Dispose();
    }

    private async Task FollowAsync(Transfer running)
    {
        try
        {
            await (before is not null ? CheckedAsync(running, before) : DownloadedAsync(running));
            await WatchAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Logged out, stopped or ended: what it was doing stands in the record.
        }
        catch (Exception failure) when (failure is IOException or CommandFailure or UnauthorizedAccessException)
        {
            await FailAsync(failure.Message);
        }
    }

    /// <summary>What was changed while nobody looked must not be served.</summary>
    private async Task CheckedAsync(Transfer running, SourceStamps right)
    {
        var there = await running.Checked.WaitAsync(stopping.Token);
        if (there < Torrent.Layout.PieceCount)
        {
            throw new IOException($"{Record.Path} was changed");
        }

        Change(record => record with { Stamps = right.Digest });
    }

    private async Task DownloadedAsync(Transfer running)
    {
        await running.Completion.WaitAsync(stopping.Token);
        Change(record => record with { State = HoldingState.Sharing });
        var right = SourceStamps.Take(Record.Folder, content.Files);
        store.Guard(right);
        Change(record => record with { Stamps = right.Digest });
    }

    private async Task WatchAsync()
    {
        if (!Record.IsListed)
        {
            await around.TellCompleted(this, stopping.Token);
        }

        throw new IOException($"{await changed.Task.WaitAsync(stopping.Token)} was changed");
    }

    private async Task FailAsync(string reason)
    {
        Change(record => record with { State = HoldingState.Failed, Reason = reason });
        await EndTransferAsync();
        around.Notice(Record.IsListed
            ? $"{Record.Name} in {Record.Group} is not shared any more: {reason}; put it back and upload_file it again, or stop_share it"
            : $"{Record.Name} in {Record.Group} failed: {reason}");
    }

    private async Task EndTransferAsync()
    {
        if (transfer is { } running)
        {
            await running.DisposeAsync();
            transfer = null;
        }
    }
}
