using System.Globalization;
using PeerShare.App.Tracking;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Commands.Client;

/// <summary>The client itself.</summary>
internal static class ClientCommands
{
    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("trackers", "Lists the trackers that are known: up or down, how far behind the others, and what is wrong.", [], TrackersAsync),
        new("help", "Lists the commands, or explains one.", [new("command", IsOptional: true)], HelpAsync),
        new("quit", "Ends the client; it is logged in again when it is started again.", [], QuitAsync),
    ];

    private static async Task TrackersAsync(CommandCall call, CancellationToken stopping)
    {
        await call.Node.Tracker.LookAsync(stopping);
        var trackers = call.Node.Tracker.Roster.Trackers;
        Listing.Write(call.Context, "tracker", trackers.Select(tracker => LineOf(tracker, tracker.AsSeenBy(trackers), isUsed: tracker == trackers[0] && tracker.IsUp)));
    }

    private static ListEntry LineOf(TrackerStanding tracker, TrackerLine? seen, bool isUsed)
    {
        var state = tracker.IsUp ? "up" : "down";
        var problem = tracker.Problem ?? seen?.Problem;
        return new ListEntry([tracker.Address.ToString(), state, LagOf(seen), problem ?? (isUsed ? "in use" : "")], writer =>
        {
            writer.WriteString("address", tracker.Address.ToString());
            writer.WriteString("state", state);
            writer.WriteBoolean("used", isUsed);
            writer.WriteBoolean("listed", tracker.IsListed);
            if (seen is not null)
            {
                writer.WriteNumber("behind_seconds", seen.BehindSeconds);
            }

            writer.WriteString("problem", problem);
        });
    }

    /// <summary>A tracker alone is not behind anybody.</summary>
    private static string LagOf(TrackerLine? seen) => seen switch
    {
        null => "",
        { BehindSeconds: 0 } => "in step",
        _ => string.Create(CultureInfo.InvariantCulture, $"{seen.BehindSeconds:0.0} s behind"),
    };

    private static Task HelpAsync(CommandCall call, CancellationToken stopping)
    {
        var commands = call.Words is [var name] ? [CommandTable.Find(name)] : CommandTable.All;
        var width = commands.Max(command => command.Usage.Length);
        foreach (var command in commands)
        {
            call.Context.Out.WriteLine($"{command.Usage.PadRight(width)}  {command.Explains}");
            call.Context.Json.Emit("command", writer =>
            {
                writer.WriteString("name", command.Name);
                writer.WriteString("usage", command.Usage);
                writer.WriteString("explains", command.Explains);
            });
        }

        return Task.CompletedTask;
    }

    private static Task QuitAsync(CommandCall call, CancellationToken stopping)
    {
        call.Quit();
        return Task.CompletedTask;
    }
}
