using System.Globalization;
using PeerShare.App.Commands;
using Spectre.Console;

namespace PeerShare.App.Demo;

/// <summary>Shows a ring at work: on a terminal a row per peer with its chunk map, redrawn in place; else a line per peer
/// and quarter.</summary>
internal sealed class RingView(CommandContext context, RingExchange exchange)
{
    private const int MapWidth = 50;
    private const string Shades = " ░▒▓█";
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<int, int> quartersSaid = exchange.Peers.ToDictionary(peer => peer, _ => 0);

    /// <summary>Shows until <paramref name="work"/> has ended, and ends as it did.</summary>
    public async Task ShowAsync(Task work)
    {
        if (context.IsLive)
        {
            await AnsiConsole.Live(Draw()).AutoClear(false).StartAsync(live => RepeatAsync(work, () => live.UpdateTarget(Draw())));
        }
        else
        {
            await RepeatAsync(work, SayQuarters);
        }

        await work;
    }

    private async Task RepeatAsync(Task work, Action show)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(RedrawEvery, context.TimeProvider));
            show();
        }
    }

    private Table Draw()
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("peer", "chunks", "held");
        foreach (var peer in exchange.Peers)
        {
            var cells = exchange.Map(peer, Math.Min(MapWidth, exchange.Layout.PieceCount));
            var map = string.Concat(cells.Select(ShadeOf));
            var state = exchange.CompletedAfter(peer) is null ? Percent(peer) : "complete";
            table.AddRow(new Text($"{peer}"), new Text(map, new Style(Color.Aqua)), new Text($"{exchange.Held(peer)} {state}"));
        }

        table.Caption(new TableTitle($"the owner has sent {Copies(exchange)} x the file"));
        return table;
    }

    /// <summary>The first chunk shows at once, and only a whole cell looks whole.</summary>
    private static char ShadeOf(double part) => part >= 1 ? Shades[^1] : Shades[(int)Math.Ceiling(part * (Shades.Length - 2))];

    private void SayQuarters()
    {
        foreach (var peer in exchange.Peers)
        {
            var quarter = 4 * exchange.Held(peer) / exchange.Layout.PieceCount;
            if (quarter > quartersSaid[peer])
            {
                quartersSaid[peer] = quarter;
                context.Out.WriteLine($"peer {peer} holds {exchange.Held(peer)} of {exchange.Layout.PieceCount} chunks ({Percent(peer)})");
            }
        }
    }

    private string Percent(int peer) => $"{100L * exchange.Held(peer) / exchange.Layout.PieceCount}%";

    internal static string Copies(RingExchange exchange) => exchange.OwnerCopies.ToString("0.00", CultureInfo.InvariantCulture);
}
