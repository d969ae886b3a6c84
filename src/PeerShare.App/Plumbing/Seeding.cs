using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.Engine;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>One run of <c>peershare seed</c>.</summary>
internal sealed class Seeding(CommandContext context, SeedOptions options)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken stopping)
    {
        var torrent = TorrentSource.ReadFile(options.Torrent);
        if (torrent.Unusable is { } reason)
        {
            throw new CommandFailure($"{torrent.Name} cannot be served: {reason}");
        }

        if (!Directory.Exists(options.Dir))
        {
            throw new CommandFailure($"there is no folder {options.Dir}; name the folder that the content is in");
        }

        await using var node = await Node.StartAsync(OptionsOfNode(), context.TimeProvider, stopping);
        await using var transfer = node.Add(SetupOf(torrent));
        await CheckAsync(transfer, stopping);
        context.Json.Emit("seeding", writer => writer.WriteString("address", node.Endpoint.ToString()));
        context.Out.WriteLine($"seeding on {node.Endpoint}");
        await Task.Delay(Timeout.InfiniteTimeSpan, context.TimeProvider, stopping);
    }

    private NodeOptions OptionsOfNode() => new()
    {
        Listen = Addresses.ToListen(options.Listen),
        UploadRate = options.UploadRate,
        PeerUploadRate = options.PeerUploadRate,
        DownloadRate = options.DownloadRate,
    };

    private TransferSetup SetupOf(Torrent torrent)
    {
        var random = new Random();
        return new TransferSetup
        {
            Torrent = torrent,
            Store = new FilePieceStore(StoredContent.Of(torrent), options.Dir, new FileStoreOptions { ServeOnly = true, Trust = options.Trust }),
            Policies = SwarmPolicies.Open(torrent.Layout, random),
            Access = options.Certificate.For(torrent),
            Trackers = [.. torrent.Trackers, .. options.Trackers.Select(tracker => new[] { tracker.AbsoluteUri })],
            TrackerFailed = (tracker, reason) => context.Error.WriteLine($"tracker {tracker}: {reason}"),
            Random = random,
        };
    }

    private async Task CheckAsync(Transfer transfer, CancellationToken stopping)
    {
        using var line = new ProgressLine(context);
        while (!transfer.Checked.IsCompleted)
        {
            line.Show(transfer.Torrent, transfer.Progress);
            await Task.WhenAny(transfer.Checked, Task.Delay(ProgressEvery, context.TimeProvider, stopping));
            stopping.ThrowIfCancellationRequested();
        }

        var there = await transfer.Checked;
        var all = transfer.Torrent.Layout.PieceCount;
        if (there < all)
        {
            throw new CommandFailure($"{options.Dir} has {there} of {all} pieces of {transfer.Torrent.Name}; fetch the rest first");
        }
    }
}
