using System.Net;
using System.Text.Json;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.Engine;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Ring;

/// <summary>One run of <c>peershare peer</c>.</summary>
internal sealed class RingPeer(CommandContext context, PeerOptions options)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WaitForATaker = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        var owner = await Addresses.ResolveAsync(options.Owner, stopping);
        var neighbour = await Addresses.ResolveAsync(options.Neighbour, stopping);
        var folder = PeerFolder.Open(options.Dir);
        var listen = new IPEndPoint(IPAddress.IPv6Any, options.Port);
        await using var node = await Node.StartAsync(new NodeOptions { Listen = listen, PeerId = folder.Id }, context.TimeProvider, stopping);
        await using var log = new RingLog(context, $"peer {node.Endpoint.Port}");
        log.Say($"listening on port {node.Endpoint.Port}; the owner is {owner}, the download neighbour {neighbour}", "listening");
        var torrent = await DescribeAsync(node, folder, owner, neighbour, log, stopping);
        var store = StoreOf(torrent);
        var narrator = new PeerNarrator(log, torrent.Layout, address => NameOf(address, owner, neighbour), folder);
        await using var transfer = node.Add(SetupOf(torrent, store, narrator, new RingPlace(owner, neighbour, folder.Uploaders, Milliseconds(options.Patience))));
        await SayWhatIsThereAsync(transfer, store, log);
        await transfer.Completion.WaitAsync(stopping);
        SayComplete(torrent, store, log);
        await LingerAsync(narrator, stopping);
    }

    private static string NameOf(IPEndPoint address, IPEndPoint owner, IPEndPoint neighbour) =>
        address.Equals(owner) ? "the owner" : address.Equals(neighbour) ? "the download neighbour" : "a peer";

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(time.TotalMilliseconds, int.MaxValue);

    /// <summary>From an earlier run, else from the owner, else from the neighbour.</summary>
    private async Task<Torrent> DescribeAsync(Node node, PeerFolder folder, IPEndPoint owner, IPEndPoint neighbour, RingLog log, CancellationToken stopping)
    {
        if (folder.Torrent is { } known)
        {
            await RefuseAnotherFileAsync(node, known, owner, stopping);
            return known;
        }

        var begun = context.TimeProvider.GetTimestamp();
        var said = false;
        while (true)
        {
            var patient = context.TimeProvider.GetElapsedTime(begun) < options.Patience;
            foreach (var source in patient ? new[] { owner } : [owner, neighbour])
            {
                if (await TryFetchAsync(node, source, stopping) is { } torrent)
                {
                    folder.Remember(torrent);
                    return torrent;
                }
            }

            if (!said)
            {
                said = true;
                log.Say($"waiting for the owner at {owner}; trying again every second", "waiting");
            }

            await Task.Delay(RetryEvery, context.TimeProvider, stopping);
        }
    }

    /// <exception cref="CommandFailure">The owner is there and serves another file than the folder is for.</exception>
    private async Task RefuseAnotherFileAsync(Node node, Torrent known, IPEndPoint owner, CancellationToken stopping)
    {
        var served = await TryFetchAsync(node, owner, stopping);
        if (served is not null && served.InfoHash != known.InfoHash)
        {
            throw new CommandFailure($"{options.Dir} holds chunks of {known.Name}, but the owner deals out another file, {served.Name}; give another --dir");
        }
    }

    private static async Task<Torrent?> TryFetchAsync(Node node, IPEndPoint source, CancellationToken stopping)
    {
        try
        {
            return await node.FetchMetadataAsync(source, InfoHash.Any, stopping);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private ChunkPieceStore StoreOf(Torrent torrent)
    {
        if (!torrent.IsSingleFile)
        {
            throw new CommandFailure($"the owner deals out a folder, {torrent.Name}; a ring takes one file");
        }

        try
        {
            return new ChunkPieceStore(torrent.InfoHash, torrent.Layout, torrent.Name, options.Dir, new ChunkStoreOptions { Time = context.TimeProvider });
        }
        catch (ArgumentException refused)
        {
            throw new CommandFailure($"the owner's file must not be kept here: {refused.Message}", refused);
        }
    }

    private static TransferSetup SetupOf(Torrent torrent, ChunkPieceStore store, PeerNarrator narrator, RingPlace place)
    {
        var random = new Random();
        return new TransferSetup
        {
            Torrent = torrent,
            Store = store,
            Policies = SwarmPolicies.RingPeer(torrent.Layout, place, random),
            AnswersAny = true,
            OneLinkEachWay = true,
            Next = place.Neighbour.ToString(),
            Observer = narrator,
            Random = random,
        };
    }

    private static async Task SayWhatIsThereAsync(Transfer transfer, ChunkPieceStore store, RingLog log)
    {
        var there = await transfer.Checked;
        if (there > 0)
        {
            log.Say($"{there} of {transfer.Torrent.Layout.PieceCount} chunks were here already", "resumed", writer => writer.WriteNumber("chunks", there));
        }

        foreach (var chunk in store.Findings.Discarded)
        {
            log.Say($"chunk {chunk} was altered while we were away; asking for it again", "altered", writer => writer.WriteNumber("chunk", chunk.Value));
        }

        foreach (var chunk in store.Findings.Deleted)
        {
            log.Say($"chunk {chunk} was deleted while we were away; asking for it again", "deleted", writer => writer.WriteNumber("chunk", chunk.Value));
        }
    }

    private void SayComplete(Torrent torrent, ChunkPieceStore store, RingLog log)
    {
        var path = Path.Combine(options.Dir, torrent.Name);
        log.Say(
            $"complete: {torrent.Layout.PieceCount} chunks, {Sizes.Format(torrent.Layout.TotalLength)}, sha256 {store.Sha256}, saved as {path}",
            "complete",
            Fields);

        void Fields(Utf8JsonWriter writer)
        {
            writer.WriteNumber("chunks", torrent.Layout.PieceCount);
            writer.WriteNumber("bytes", torrent.Layout.TotalLength);
            writer.WriteString("sha256", store.Sha256);
            writer.WriteString("path", path);
        }
    }

    /// <summary>Serves on: until stopped, or with <c>--until-done</c> until the upload neighbour is complete or none has come for a while.</summary>
    private async Task LingerAsync(PeerNarrator narrator, CancellationToken stopping)
    {
        var lonelySince = context.TimeProvider.GetTimestamp();
        while (!options.UntilDone || !(narrator.TakersAreComplete || context.TimeProvider.GetElapsedTime(lonelySince) >= WaitForATaker))
        {
            await Task.Delay(LookEvery, context.TimeProvider, stopping);
            if (narrator.HasTakers)
            {
                lonelySince = context.TimeProvider.GetTimestamp();
            }
        }
    }
}
