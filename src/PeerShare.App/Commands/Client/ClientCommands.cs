namespace PeerShare.App.Commands.Client;

/// <summary>The client itself.</summary>
internal static class ClientCommands
{
    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("trackers", "Lists the trackers, the one that is used first, and how each did when it was asked last.", [], TrackersAsync),
        new("help", "Lists the commands, or explains one.", [new("command", IsOptional: true)], HelpAsync),
        new("quit", "Ends the client; it is logged in again when it is started again.", [], QuitAsync),
    ];

    private static Task TrackersAsync(CommandCall call, CancellationToken stopping)
    {
        foreach (var tracker in call.Node.Tracker.Trackers)
        {
            var state = tracker.Problem is null ? "up" : "down";
            call.Context.Out.WriteLine(tracker.Problem is null ? $"{tracker.Address}\t{state}" : $"{tracker.Address}\t{state}\t{tracker.Problem}");
            call.Context.Json.Emit("tracker", writer =>
            {
                writer.WriteString("address", tracker.Address.ToString());
                writer.WriteString("state", state);
            });
        }

        return Task.CompletedTask;
    }

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
