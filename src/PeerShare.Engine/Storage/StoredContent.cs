using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What a torrent's files are, checked: they follow one another without a gap, no path leads out of the folder, and
/// none is named twice.</summary>
public sealed class StoredContent
{
    private static readonly StringComparer PathComparer =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <exception cref="ArgumentException">The files are not that content, or must not be written as they are named.</exception>
    public StoredContent(InfoHash infoHash, PieceLayout layout, IReadOnlyList<StoredFile> files)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(files);
        RefuseGaps(layout, files);
        RefusePaths([.. files.Where(file => !file.IsPadding)]);
        InfoHash = infoHash;
        Layout = layout;
        Files = [.. files];
    }

    /// <summary>A torrent's content as it lies in a download folder: the file, or a folder with the torrent's name.</summary>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static StoredContent Of(Torrent torrent)
    {
        ArgumentNullException.ThrowIfNull(torrent);
        var top = torrent.IsSingleFile ? "" : $"{torrent.Name}/";
        var files = torrent.Files.Select(file => new StoredFile($"{top}{string.Join('/', file.Path)}", file.Length, file.Offset, file.IsPadding));
        return new StoredContent(torrent.InfoHash, torrent.Layout, [.. files]);
    }

    public InfoHash InfoHash { get; }

    public PieceLayout Layout { get; }

    /// <summary>In the torrent's order.</summary>
    public IReadOnlyList<StoredFile> Files { get; }

    /// <summary>Refuses a name that is no plain file or folder name, or is one of our own.</summary>
    internal static void RefuseName(string name)
    {
        var odd = name is "" or "." or ".." or ContentFolder.StateFolder
            || name.AsSpan().ContainsAny('/', '\0')
            || (OperatingSystem.IsWindows() && (name.AsSpan().ContainsAny('\\', ':') || name[^1] is '.' or ' '));
        if (odd)
        {
            throw new ArgumentException($"\"{name}\" must not be used as the name of a file or folder", nameof(name));
        }
    }

    private static void RefuseGaps(PieceLayout layout, IReadOnlyList<StoredFile> files)
    {
        long end = 0;
        foreach (var file in files)
        {
            if (file.Offset != end || file.Length < 0)
            {
                throw new ArgumentException($"{file.RelativePath} begins at {file.Offset}, not at {end}", nameof(files));
            }

            end = file.End;
        }

        if (end != layout.TotalLength)
        {
            throw new ArgumentException($"the files have {end} bytes, the pieces {layout.TotalLength}", nameof(files));
        }
    }

    private static void RefusePaths(IReadOnlyList<StoredFile> files)
    {
        var names = new HashSet<string>(PathComparer);
        var folders = new HashSet<string>(PathComparer);
        foreach (var path in files.Select(file => file.RelativePath))
        {
            var parts = path.Split('/');
            Array.ForEach(parts, RefuseName);
            folders.UnionWith(Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts.Take(count))));
            if (!names.Add(path))
            {
                throw new ArgumentException($"{path} is named twice", nameof(files));
            }
        }

        if (names.FirstOrDefault(folders.Contains) is { } both)
        {
            throw new ArgumentException($"{both} is a file and a folder", nameof(files));
        }
    }
}
