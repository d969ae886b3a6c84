using System.CommandLine;

namespace PeerShare.App.Commands;

/// <summary><c>peershare demo</c>: whole set-ups on this machine, started and checked by one command.</summary>
internal static class DemoCommand
{
    public static Command Build(CommandContext context) => new DocumentedCommand(
        "demo",
        "Shows the product at work on this machine.",
        "peershare demo ring",
        "peershare demo ring film.mkv")
    {
        DemoRingCommand.Build(context),
    };
}
