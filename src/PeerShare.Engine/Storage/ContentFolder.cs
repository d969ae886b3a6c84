using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>A folder that content is written to. The folder itself may be reached through symbolic links; below it none is
/// followed, so a link that somebody planted there leads nowhere.</summary>
internal sealed class ContentFolder(string root)
{
    /// <summary>Our own notes on the content, in the folder.</summary>
    public const string StateFolder = ".peershare";

    public string Root { get; } = Path.GetFullPath(root);

    public string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <returns>The file as it is now; null when there is none.</returns>
    /// <exception cref="IOException">Something else is there, or on the way there.</exception>
    public FileInfo? Find(string relative)
    {
        RefuseLinks(relative.Split('/'));
        var path = PathOf(relative);
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder where a file is needed: move it away");
        }

        var file = new FileInfo(path);
        return file.Exists ? file : null;
    }

    /// <summary>Makes the folders that the file lies in.</summary>
    /// <exception cref="IOException">Not allowed, or something else is in the way.</exception>
    public void MakeParents(string relative)
    {
        var folder = Path.GetDirectoryName(PathOf(relative))!;
        RefuseLinks(relative.Split('/')[..^1]);
        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(parent))
            {
                throw new IOException($"{parent} is a file where a folder is needed: move it away");
            }
        }

        Guarded(() => Directory.CreateDirectory(folder));
    }

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It is not, or is not to be used.</exception>
    public SafeFileHandle Open(string relative, bool write) =>
        Open(relative, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, 0);

    /// <summary>Creates a file that is not there.</summary>
    /// <param name="relative">Its path.</param>
    /// <param name="reserved">Bytes that the disk sets aside for it now.</param>
    /// <exception cref="IOException">It is there, or cannot be written.</exception>
    public SafeFileHandle Create(string relative, long reserved = 0) =>
        Open(relative, FileMode.CreateNew, FileAccess.ReadWrite, reserved);

    /// <summary>Runs what touches the disk; what the disk refuses is an <see cref="IOException"/> that people can read.</summary>
    public static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (DiskFault.IsDisk(fault))
        {
            throw DiskFault.AsIOException(fault);
        }
    }

    /// <inheritdoc cref="Guarded{T}"/>
    public static void Guarded(Action work) => Guarded(() =>
    {
        work();
        return true;
    });

    private SafeFileHandle Open(string relative, FileMode mode, FileAccess access, long reserved)
    {
        RefuseLinks(relative.Split('/'));
        return Guarded(() =>
        {
            var handle = File.OpenHandle(PathOf(relative), mode, access, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, reserved);
            RefusePipes(handle, relative);
            return handle;
        });
    }

    private void RefuseLinks(string[] parts)
    {
        var path = Root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is { } target)
            {
                throw new IOException($"{path} is a symbolic link to {target}, which is not followed: move it away");
            }
        }
    }

    private static void RefusePipes(SafeFileHandle handle, string relative)
    {
        try
        {
            RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            handle.Dispose();
            throw new IOException($"{relative} is not a file but a pipe or a device: move it away");
        }
    }
}
