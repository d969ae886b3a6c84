using System.Globalization;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;

namespace PeerShare.App.Demo;

/// <summary>The table at a demonstration's end: who got how many chunks from whom, how fast, and whether the copy is right.</summary>
internal static class RingReport
{
    /// <param name="context">Where it goes.</param>
    /// <param name="exchange">What happened.</param>
    /// <param name="equal">For each peer's port: its copy is byte for byte the owner's.</param>
    public static void Write(CommandContext context, RingExchange exchange, IReadOnlyDictionary<int, bool> equal)
    {
        List<string> head = ["peer", "owner", .. exchange.Peers.Select(peer => $"{peer}"), "chunks", "seconds", "SHA-256"];
        var rows = exchange.Peers.Select(peer => Row(exchange, peer, equal[peer])).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        context.Out.WriteLine();
        context.Out.WriteLine("chunks that each peer (row) got from whom (column):");
        foreach (var row in rows)
        {
            context.Out.WriteLine(string.Join("  ", row.Select((word, column) => word.PadLeft(widths[column]))).TrimEnd());
        }

        context.Out.WriteLine();
        context.Out.WriteLine($"the owner sent {Sizes.Format(exchange.OwnerSent)}, {RingView.Copies(exchange)} x the file");
    }

    private static List<string> Row(RingExchange exchange, int peer, bool equal) =>
    [
        $"{peer}",
        Count(exchange.ChunksFrom(peer, exchange.Owner)),
        .. exchange.Peers.Select(sender => Count(exchange.ChunksFrom(peer, sender))),
        Count(exchange.Held(peer)),
        exchange.CompletedAfter(peer)?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",
        equal ? "equal" : "WRONG",
    ];

    private static string Count(int chunks) => chunks == 0 ? "-" : chunks.ToString(CultureInfo.InvariantCulture);
}
