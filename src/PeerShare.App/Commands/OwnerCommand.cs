using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Ring;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare owner</c> was asked for.</summary>
/// <param name="Port">0 lets the system choose.</param>
/// <param name="File">Path of the file to share.</param>
internal sealed record OwnerOptions(int Port, string File)
{
    /// <summary>How many peers get a share.</summary>
    public int Peers { get; init; } = 5;

    /// <summary>In bytes.</summary>
    public long ChunkSize { get; init; } = 102_400;

    /// <summary>Where the chunk files go.</summary>
    public string Dir { get; init; } = $"owner-{Port}";

    /// <summary>How long to wait for a further peer before its share is dealt to those present.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>End when every share is dealt and every peer is complete.</summary>
    public bool UntilDone { get; init; }
}

/// <summary><c>peershare owner</c>: cuts a file into chunks and deals them out.</summary>
internal static class OwnerCommand
{
    public static Command Build(CommandContext context)
    {
        var port = Parameter.Word<int>("port", "Port to listen on", Numbers.TryParsePort);
        var file = Parameter.Text("file", "The file to share");
        var peers = Parameter.Choice<int>("--peers", "N", "How many peers get a share (5)", Numbers.TryParsePeers);
        var chunkSize = Parameter.Size("--chunk-size", "Length of a chunk (100KB)");
        var dir = Parameter.Folder("Where the chunk files go (owner-<port>)");
        var patience = Parameter.Patience("How long to wait for a further peer before its share is dealt to the others (30s)");
        var untilDone = Parameter.Flag("--until-done", "End when every share is dealt and every peer is complete");
        var command = new DocumentedCommand(
            "owner",
            "Ring: cuts a file into chunks and deals them out to the peers.",
            "peershare owner 5000 film.mkv",
            "peershare owner 5000 film.mkv --peers 3 --chunk-size 1MB --until-done")
        {
            port, file, peers, chunkSize, dir, patience, untilDone,
        };
        return command.Runs(context, Bind, RunAsync);

        OwnerOptions Bind(ParseResult typed)
        {
            var defaults = new OwnerOptions(typed.GetRequiredValue(port), typed.GetRequiredValue(file));
            return defaults with
            {
                Peers = typed.GetValue(peers) ?? defaults.Peers,
                ChunkSize = typed.GetValue(chunkSize) ?? defaults.ChunkSize,
                Dir = typed.GetValue(dir) ?? defaults.Dir,
                Patience = typed.GetValue(patience) ?? defaults.Patience,
                UntilDone = typed.GetValue(untilDone),
            };
        }
    }

    internal static async Task<int> RunAsync(CommandContext context, OwnerOptions options, CancellationToken stopping)
    {
        await new RingOwner(context, options).RunAsync(stopping);
        return ExitCode.Done;
    }
}
