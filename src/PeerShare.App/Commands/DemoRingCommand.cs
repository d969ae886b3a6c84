using System.CommandLine;
using PeerShare.App.Demo;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare demo ring</c> was asked for.</summary>
/// <param name="File">Path of the file to share; null for a sample of 64 MiB.</param>
/// <param name="Dir">Where the six folders and the picture go; null for a new folder.</param>
internal sealed record DemoRingOptions(string? File, string? Dir);

/// <summary><c>peershare demo ring</c>: one owner, five peers, the ring, and every copy checked.</summary>
internal static class DemoRingCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string?>("file")
        {
            Description = "The file to share (a sample of 64 MB)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dir = Parameter.Folder("Where the six folders and the picture go (a new folder)");
        var command = new DocumentedCommand(
            "ring",
            "One owner and five peers, each its own process; checks every copy.",
            "peershare demo ring",
            "peershare demo ring film.mkv --dir /tmp/ring")
        {
            file, dir,
        };
        return command.Runs(context, typed => new DemoRingOptions(typed.GetValue(file), typed.GetValue(dir)), RunAsync);
    }

    internal static async Task<int> RunAsync(CommandContext context, DemoRingOptions options, CancellationToken stopping)
    {
        using var folder = DemoFolder.Open(options.Dir, "ring");
        var path = options.File ?? await folder.MakeSampleAsync(stopping);
        var file = RingFile.Check(path, new OwnerOptions(0, path).ChunkSize);
        var demo = new RingDemo(context, file, folder.Path);
        return await demo.RunAsync(stopping) ? ExitCode.Done : ExitCode.Failed;
    }
}
