using System.CommandLine;

namespace PeerShare.App.Commands;

/// <summary>The word <c>torrent|magnet</c> of a command.</summary>
internal static class TorrentSource
{
    public static Argument<string> Argument() => Parameter.Text("torrent|magnet", "A torrent file or a magnet link");

    public static bool IsMagnet(string source) => source.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="CommandFailure">It is no magnet link, and not a file that can be read.</exception>
    public static void Check(string source)
    {
        if (!IsMagnet(source))
        {
            ReadableFile.Check(source);
        }
    }
}
