using System.Globalization;
using System.Net;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.Engine;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Ring;

/// <summary>One run of <c>peershare owner</c>.</summary>
internal sealed class RingOwner(CommandContext context, OwnerOptions options)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(CancellationToken stopping)
    {
        var file = RingFile.Check(options.File, options.ChunkSize);
        await using var node = await Node.StartAsync(OptionsOfNode(), context.TimeProvider, stopping);
        await using var log = new RingLog(context, $"owner {node.Endpoint.Port}");
        var split = await ChunkSplitter.SplitAsync(file.Content.FullName, options.Dir, file.Layout.PieceLength, null, stopping);
        var torrent = DescribeContent(file, split);
        log.Say(
            $"split {torrent.Name} into {torrent.Layout.PieceCount} chunks of {Sizes.Format(torrent.Layout.PieceLength)} in {Path.Combine(options.Dir, "chunks")}, sha256 {split.Sha256}",
            "split",
            writer => writer.WriteNumber("chunks", torrent.Layout.PieceCount));
        using var deals = DealsFile.Open(options.Dir, torrent.InfoHash);
        var shares = new DealtShares(
            torrent.Layout.PieceCount, options.Peers, (int)Math.Min(options.Patience.TotalMilliseconds, int.MaxValue),
            new Random(), deal => Dealt(deal, deals, log), deals.Before);
        await using var transfer = node.Add(SetupOf(torrent, split, shares, log));
        await transfer.Checked;
        log.Say($"listening on port {node.Endpoint.Port} for {options.Peers} peers", "listening");
        await DealAsync(shares, log, stopping);
    }

    /// <summary>A ring is one transfer, all its peers may have one address, and each may come anew before its old link has ended.</summary>
    private NodeOptions OptionsOfNode()
    {
        var usual = new NodeOptions();
        var most = Math.Max(usual.MostLinks, 2 * options.Peers);
        return usual with
        {
            Listen = new IPEndPoint(IPAddress.IPv6Any, options.Port),
            MostLinks = most,
            MostLinksPerTransfer = most,
            MostLinksPerAddress = most,
        };
    }

    private static Torrent DescribeContent(RingFile file, SplitContent split)
    {
        try
        {
            return TorrentBuilder.Create(
                file.Content.Name, [([file.Content.Name], file.Content.Length)], singleFile: true, split.Layout.PieceLength,
                split.PieceHashes, isPrivate: false, [], null, null);
        }
        catch (ArgumentException refused)
        {
            throw new CommandFailure($"{file.Content.Name} cannot be dealt out: {refused.Message}", refused);
        }
    }

    /// <summary>A deal that cannot be noted is still a deal; only after a restart the owner would not know of it.</summary>
    private static void Dealt(Deal deal, DealsFile deals, RingLog log)
    {
        var why = deal.Reason switch
        {
            DealReason.Share => "",
            DealReason.Remainder => " (of shares that no peer came for)",
            DealReason.Healing => " (nobody connected has it)",
            _ => " (its neighbour has nothing for it)",
        };
        log.Say(
            string.Create(CultureInfo.InvariantCulture, $"dealt {deal.Chunks.Count} chunks to peer {deal.Number}{why}"),
            "dealt",
            writer =>
            {
                writer.WriteNumber("peer", deal.Number);
                writer.WriteNumber("chunks", deal.Chunks.Count);
                writer.WriteString("reason", deal.Reason.ToString());
            });
        try
        {
            deals.Add(deal);
        }
        catch (IOException failure)
        {
            log.Say($"the deal cannot be noted: {failure.Message}", "warning");
        }
    }

    private TransferSetup SetupOf(Torrent torrent, SplitContent split, DealtShares shares, RingLog log) => new()
    {
        Torrent = torrent,
        Store = new ChunkPieceStore(
            torrent.InfoHash, torrent.Layout, torrent.Name, options.Dir, new ChunkStoreOptions { Split = split, Time = context.TimeProvider }),
        Policies = SwarmPolicies.RingOwner(torrent.Layout, shares),
        AnswersAny = true,
        OneLinkEachWay = true,
        Observer = new RingNarrator(log, torrent.Layout, _ => "a peer"),
    };

    /// <summary>Serves until stopped, or with <c>--until-done</c> until every share is dealt and everybody connected is complete.</summary>
    private async Task DealAsync(DealtShares shares, RingLog log, CancellationToken stopping)
    {
        var said = false;
        while (!options.UntilDone || !shares.EveryShareIsDealt || !shares.EveryPeerIsComplete)
        {
            if (shares.EveryShareIsDealt && !said)
            {
                said = true;
                log.Say("every share is dealt; the owner may stop", "every_share_dealt");
            }

            await Task.Delay(LookEvery, context.TimeProvider, stopping);
        }

        if (!said)
        {
            log.Say("every share is dealt; the owner may stop", "every_share_dealt");
        }
    }
}
