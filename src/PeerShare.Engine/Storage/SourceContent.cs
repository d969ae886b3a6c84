namespace PeerShare.Engine.Storage;

/// <summary>A file or folder of the user's that a torrent is to be made of.</summary>
public sealed class SourceContent
{
    private SourceContent(string path, bool isFolder, IReadOnlyList<StoredFile> files)
    {
        Root = Path.GetDirectoryName(path)!;
        Name = Path.GetFileName(path);
        IsFolder = isFolder;
        Files = files;
    }

    /// <summary>Of the file or folder.</summary>
    public string Name { get; }

    public bool IsFolder { get; }

    /// <summary>By path; empty files too.</summary>
    public IReadOnlyList<StoredFile> Files { get; }

    /// <summary>In bytes.</summary>
    public long TotalLength => Files.Count == 0 ? 0 : Files[^1].End;

    internal string Root { get; }

    /// <summary>Lists what is there. Our own notes (<c>.peershare</c>) are left out.</summary>
    /// <exception cref="IOException">Missing, unreadable, or with a symbolic link in it: a link is never served, so it is not shared either.</exception>
    public static SourceContent Find(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
        {
            throw new FileNotFoundException($"there is no file or folder {path}", path);
        }

        var found = new List<(string Path, long Length)>();
        FileSystemInfo top = isFolder ? new DirectoryInfo(path) : new FileInfo(path);
        ContentFolder.Guarded(() => Collect(top, top.Name, found));
        return new SourceContent(path, isFolder, InOrder(found));
    }

    private static void Collect(FileSystemInfo entry, string relative, List<(string Path, long Length)> found)
    {
        if (entry.LinkTarget is not null)
        {
            throw new IOException($"{entry.FullName} is a symbolic link: share the file itself");
        }

        if (entry is FileInfo file)
        {
            found.Add((relative, file.Length));
            return;
        }

        foreach (var inner in ((DirectoryInfo)entry).EnumerateFileSystemInfos().Where(inner => inner.Name != ContentFolder.StateFolder))
        {
            Collect(inner, $"{relative}/{inner.Name}", found);
        }
    }

    private static List<StoredFile> InOrder(List<(string Path, long Length)> found)
    {
        var files = new List<StoredFile>(found.Count);
        foreach (var (path, length) in found.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            files.Add(new StoredFile(path, length, files.Count == 0 ? 0 : files[^1].End));
        }

        return files;
    }
}
