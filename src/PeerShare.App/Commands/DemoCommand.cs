using System.CommandLine;
using PeerShare.App.Demo;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare demo</c> was asked for.</summary>
/// <param name="File">Path of the file to share; null for a sample of 64 MiB.</param>
/// <param name="Dir">Where the members' folders go; null for a new folder.</param>
internal sealed record DemoOptions(string? File, string? Dir);

/// <summary><c>peershare demo</c>: whole set-ups on this machine, started and checked by one command. Without a further word two
/// trackers and four members.</summary>
internal static class DemoCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string?>("file")
        {
            Description = "The file to share (a sample of 64 MB)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dir = Parameter.Folder("Where the members' folders go (a new folder)");
        var command = new DocumentedCommand(
            "demo",
            "Shows the product at work on this machine: two trackers, of which one dies, and four members; or the ring.",
            "peershare demo",
            "peershare demo film.mkv",
            "peershare demo ring film.mkv")
        {
            file, dir, DemoRingCommand.Build(context),
        };
        return command.Runs(context, typed => new DemoOptions(typed.GetValue(file), typed.GetValue(dir)), RunAsync);
    }

    internal static async Task<int> RunAsync(CommandContext context, DemoOptions options, CancellationToken stopping)
    {
        using var folder = DemoFolder.Open(options.Dir, "demo");
        var file = ReadableFile.Check(options.File ?? await folder.MakeSampleAsync(stopping));
        return await new MembersDemo(context, file, folder.Path).RunAsync(stopping) ? ExitCode.Done : ExitCode.Failed;
    }
}
