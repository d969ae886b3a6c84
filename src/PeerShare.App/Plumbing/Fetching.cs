using System.Net;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.Engine;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>One run of <c>peershare fetch</c>.</summary>
internal sealed class Fetching(CommandContext context, FetchOptions options)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    private readonly long begun = context.TimeProvider.GetTimestamp();

    public async Task RunAsync(CancellationToken stopping)
    {
        var peers = await Addresses.ResolveAllAsync(options.Peers, stopping);
        await using var node = await Node.StartAsync(OptionsOfNode(), context.TimeProvider, stopping);
        Emit("started", 0);
        var wanted = await DescribeAsync(node, peers, stopping);
        await using var transfer = node.Add(SetupOf(wanted));
        await FollowAsync(transfer, stopping);
        if (options.Seed)
        {
            context.Out.WriteLine($"seeding on {node.Endpoint}");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.TimeProvider, stopping);
        }
    }

    private NodeOptions OptionsOfNode() => new()
    {
        Listen = Addresses.ToListen(options.Listen),
        UploadRate = options.UploadRate,
        PeerUploadRate = options.PeerUploadRate,
        DownloadRate = options.DownloadRate,
    };

    private async Task<Wanted> DescribeAsync(Node node, IReadOnlyList<IPEndPoint> peers, CancellationToken stopping)
    {
        if (!TorrentSource.IsMagnet(options.Torrent))
        {
            var described = TorrentSource.ReadFile(options.Torrent);
            return new Wanted(described, peers, [.. described.Trackers, .. TiersOf([])]);
        }

        var link = TorrentSource.ReadMagnet(options.Torrent);
        var named = link.Peers.Select(text => Address.TryParse(text, out var address, out _) ? address : null).OfType<Address>();
        IReadOnlyList<IPEndPoint> known = [.. peers, .. await Addresses.ResolveAllAsync(named, stopping)];
        var trackers = TiersOf(link.Trackers);
        if (known.Count + trackers.Count == 0)
        {
            throw new CommandFailure("nobody is known who has this torrent; name a peer with --peer or a tracker with --tracker");
        }

        context.Out.WriteLine($"looking for the description of {link.Name ?? link.InfoHash.ToString()}");
        var torrent = await node.FetchMetadataAsync(link.InfoHash, known, trackers, Complain, ComplainOfPeer, stopping);
        return new Wanted(torrent, known, trackers);
    }

    private TransferSetup SetupOf(Wanted wanted)
    {
        var torrent = wanted.Torrent;
        if (torrent.Unusable is { } reason)
        {
            throw new CommandFailure($"{torrent.Name} cannot be fetched: {reason}");
        }

        var random = new Random();
        return new TransferSetup
        {
            Torrent = torrent,
            Store = new FilePieceStore(StoredContent.Of(torrent), options.Dir),
            Policies = SwarmPolicies.Open(torrent.Layout, random),
            Access = options.Certificate.For(torrent),
            Peers = wanted.Peers,
            Trackers = wanted.Trackers,
            TrackerFailed = Complain,
            Random = random,
        };
    }

    /// <summary>Trackers named on the command line, and others: each a tier of its own.</summary>
    private List<IReadOnlyList<string>> TiersOf(IReadOnlyList<string> others) =>
        [.. others.Concat(options.Trackers.Select(tracker => tracker.AbsoluteUri)).Distinct().Select(tracker => new[] { tracker })];

    private void Complain(string tracker, string reason) => context.Error.WriteLine($"tracker {tracker}: {reason}");

    /// <summary>The reason names the peer.</summary>
    private void ComplainOfPeer(IPEndPoint peer, string reason) => context.Error.WriteLine($"{reason}; asking again");

    private async Task FollowAsync(Transfer transfer, CancellationToken stopping)
    {
        using var line = new ProgressLine(context);
        var blocksCame = false;
        string? said = null;
        await foreach (var progress in transfer.ProgressAsync(ProgressEvery, stopping))
        {
            if (!blocksCame && progress.Swarm.Downloaded > 0)
            {
                blocksCame = true;
                Emit("first_block", progress.Swarm.Downloaded);
            }

            if (!progress.IsOver)
            {
                Emit("progress", progress.VerifiedBytes);
            }

            line.Show(transfer.Torrent, progress);
            if (progress is { State: TransferState.Paused, Reason: { } reason } && reason != said)
            {
                context.Error.WriteLine($"paused: {said = reason}");
            }
        }

        await CompletedAsync(transfer);
        Emit("complete", transfer.Torrent.Layout.TotalLength);
        line.Dispose();
        var seconds = context.TimeProvider.GetElapsedTime(begun).TotalSeconds;
        context.Out.WriteLine(FormattableString.Invariant(
            $"fetched {transfer.Torrent.Name} ({Sizes.Format(transfer.Torrent.Layout.TotalLength)}) into {options.Dir} in {seconds:0.00} s"));
    }

    private async Task CompletedAsync(Transfer transfer)
    {
        try
        {
            await transfer.Completion;
        }
        catch (IOException failure)
        {
            Emit("failed", transfer.Progress.VerifiedBytes);
            throw new CommandFailure($"{transfer.Torrent.Name} could not be fetched: {failure.Message}", failure);
        }
    }

    private void Emit(string name, long bytes) => context.Json.Emit(name, writer =>
    {
        writer.WriteNumber("seconds", Math.Round(context.TimeProvider.GetElapsedTime(begun).TotalSeconds, 3));
        writer.WriteNumber("bytes", bytes);
    });

    private sealed record Wanted(Torrent Torrent, IReadOnlyList<IPEndPoint> Peers, IReadOnlyList<IReadOnlyList<string>> Trackers);
}
