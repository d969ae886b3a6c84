using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Ring;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare peer</c> was asked for.</summary>
/// <param name="Owner">Where the file's owner listens.</param>
/// <param name="Port">Own port; 0 lets the system choose.</param>
/// <param name="Neighbour">The peer to fetch from.</param>
internal sealed record PeerOptions(Address Owner, int Port, Address Neighbour)
{
    /// <summary>Where chunk files, summary and at last the file go.</summary>
    public string Dir { get; init; } = $"peer-{Port}";

    /// <summary>How long a neighbour may stay away before the ring is healed around it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>End when this peer and its upload neighbour are complete.</summary>
    public bool UntilDone { get; init; }
}

/// <summary><c>peershare peer</c>: completes a file by trading chunks around the ring.</summary>
internal static class PeerCommand
{
    public static Command Build(CommandContext context)
    {
        var owner = Parameter.Word<Address>("owner", "The owner's PORT or HOST:PORT", Address.TryParse);
        var port = Parameter.Word<int>("port", "Port to listen on", Numbers.TryParsePort);
        var neighbour = Parameter.Word<Address>("neighbour", "PORT or HOST:PORT of the peer to fetch from", Address.TryParse);
        var dir = Parameter.Folder("Where chunk files, summary and at last the file go (peer-<port>)");
        var patience = Parameter.Patience("How long a neighbour may stay away before the ring is healed around it (30s)");
        var untilDone = Parameter.Flag("--until-done", "End when this peer and the one that fetches from it are complete");
        var command = new DocumentedCommand(
            "peer",
            "Ring: gets a share from the owner and trades for the rest.",
            "peershare peer 5000 5001 5002",
            "peershare peer 192.168.1.7:5000 5001 192.168.1.9:5002 --dir films --until-done")
        {
            owner, port, neighbour, dir, patience, untilDone,
        };
        return command.Runs(context, Bind, RunAsync);

        PeerOptions Bind(ParseResult typed)
        {
            var defaults = new PeerOptions(typed.GetRequiredValue(owner), typed.GetRequiredValue(port), typed.GetRequiredValue(neighbour));
            return defaults with
            {
                Dir = typed.GetValue(dir) ?? defaults.Dir,
                Patience = typed.GetValue(patience) ?? defaults.Patience,
                UntilDone = typed.GetValue(untilDone),
            };
        }
    }

    internal static async Task<int> RunAsync(CommandContext context, PeerOptions options, CancellationToken stopping)
    {
        CheckNeighbour(options);
        await new RingPeer(context, options).RunAsync(stopping);
        return ExitCode.Done;
    }

    private static void CheckNeighbour(PeerOptions options)
    {
        if (options.Neighbour.IsLoopback && options.Neighbour.Port == options.Port)
        {
            throw new CommandFailure($"{options.Neighbour.Port} is this peer's own port; give the port of another peer");
        }

        if (options.Owner.IsLoopback && options.Owner.Port == options.Port)
        {
            throw new CommandFailure($"{options.Port} is the owner's port; give this peer a port of its own");
        }
    }
}
