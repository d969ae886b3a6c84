using PeerShare.App.Commands;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Sharing;

/// <summary>A torrent's files under the name that they have on this disk.</summary>
internal static class HeldContent
{
    /// <param name="torrent">Names and lengths.</param>
    /// <param name="topName">Name of the file or folder, in place of the torrent's.</param>
    public static StoredContent Of(Torrent torrent, string topName)
    {
        if (SafePath.FaultOf(topName) is { } fault)
        {
            throw new CommandFailure($"{fault}; give the destination another name");
        }

        var files = torrent.Files.Select(file => new StoredFile(
            torrent.IsSingleFile ? topName : $"{topName}/{string.Join('/', file.Path)}", file.Length, file.Offset, file.IsPadding));
        try
        {
            return new StoredContent(torrent.InfoHash, torrent.Layout, [.. files]);
        }
        catch (ArgumentException refused)
        {
            throw new CommandFailure($"{torrent.Name} cannot be stored here: {refused.Message}", refused);
        }
    }

    /// <summary>Deletes the files, and the folders that are empty then. What else lies there stays.</summary>
    public static void Delete(StoredContent content, HoldingRecord record)
    {
        HashSet<string> folders = [];
        foreach (var file in content.Files.Where(file => !file.IsPadding))
        {
            var path = Path.Combine(record.Folder, file.RelativePath);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            for (var folder = Path.GetDirectoryName(path)!; folder.Length > record.Folder.Length; folder = Path.GetDirectoryName(folder)!)
            {
                folders.Add(folder);
            }
        }

        foreach (var folder in folders.OrderByDescending(folder => folder.Length).Where(IsEmpty))
        {
            Directory.Delete(folder);
        }
    }

    private static bool IsEmpty(string folder) => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();
}
