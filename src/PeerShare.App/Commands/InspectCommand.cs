using System.CommandLine;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare inspect</c> was asked for.</summary>
/// <param name="Torrent">Path of a torrent file, or a magnet link.</param>
internal sealed record InspectOptions(string Torrent);

/// <summary><c>peershare inspect</c>: says what a torrent holds and whether it may be used.</summary>
internal static class InspectCommand
{
    public static Command Build(CommandContext context)
    {
        var torrent = TorrentSource.Argument();
        var command = new DocumentedCommand(
            "inspect",
            "Says what a torrent holds; fails when it must not be used.",
            "peershare inspect film.torrent",
            "peershare inspect film.torrent --json")
        {
            torrent,
        };
        return command.Runs(context, typed => new InspectOptions(typed.GetRequiredValue(torrent)), RunAsync);
    }

    internal static Task<int> RunAsync(CommandContext context, InspectOptions options, CancellationToken stopping)
    {
        TorrentSource.Check(options.Torrent);
        throw new CommandFailure($"{options.Torrent} cannot be inspected; this build has no engine");
    }
}
