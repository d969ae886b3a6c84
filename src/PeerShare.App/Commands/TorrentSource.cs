using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Commands;

/// <summary>The word <c>torrent|magnet</c> of a command.</summary>
internal static class TorrentSource
{
    public static Argument<string> Argument() => Parameter.Text("torrent|magnet", "A torrent file or a magnet link");

    public static bool IsMagnet(string source) => source.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="CommandFailure">It cannot be read or must not be used.</exception>
    public static Torrent ReadFile(string path)
    {
        var file = ReadableFile.Check(path);
        if (file.Length > Torrent.LargestFile)
        {
            throw new CommandFailure($"{path} is too large for a torrent ({Sizes.Format(file.Length)}); name the torrent, not the content");
        }

        return Torrent.TryParse(File.ReadAllBytes(file.FullName), out var torrent, out var problem)
            ? torrent
            : throw new CommandFailure($"{path} is no torrent that can be used: {problem}");
    }

    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static MagnetLink ReadMagnet(string text) => MagnetLink.TryParse(text, out var link, out var problem)
        ? link
        : throw new CommandFailure($"the magnet link cannot be used: {problem}");
}
