using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Sharing;

/// <summary>Where a download goes, looked at before its first byte.</summary>
/// <param name="Folder">It is there and can be written.</param>
/// <param name="TopName">Nothing is there under this name.</param>
internal sealed record Destination(string Folder, string TopName)
{
    public string Path => System.IO.Path.Combine(Folder, TopName);

    /// <param name="path">A folder that is there, or a new name in one.</param>
    /// <param name="name">The file's name in the catalogue.</param>
    /// <param name="bytes">The length of the content.</param>
    /// <param name="promised">Bytes that others are still to write on a volume, given its root.</param>
    /// <exception cref="CommandFailure">Missing, taken, read-only or too full.</exception>
    public static Destination Check(string path, string name, long bytes, Func<string, long> promised)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && System.IO.Path.EndsInDirectorySeparator(path))
        {
            throw new CommandFailure($"there is no folder {path}; make it first");
        }

        var folder = isFolder ? System.IO.Path.GetFullPath(path) : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var top = isFolder ? name : System.IO.Path.GetFileName(path);
        if (SafePath.FaultOf(top) is { } fault)
        {
            throw new CommandFailure($"{fault}; give the destination another name");
        }

        if (!Directory.Exists(folder))
        {
            throw new CommandFailure($"there is no folder {folder}; make it first");
        }

        RefuseTaken(System.IO.Path.Combine(folder, top));
        RefuseReadOnly(folder);
        RefuseFull(folder, name, bytes, promised(VolumeOf(folder)));
        return new Destination(folder, top);
    }

    /// <summary>Root of the volume that a folder is on.</summary>
    public static string VolumeOf(string folder) => DriveInfo.GetDrives()
        .Select(drive => drive.RootDirectory.FullName)
        .Where(root => $"{folder}{System.IO.Path.DirectorySeparatorChar}".StartsWith(System.IO.Path.EndsInDirectorySeparator(root) ? root : $"{root}{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .MaxBy(root => root.Length) ?? System.IO.Path.GetPathRoot(folder) ?? folder;

    private static void RefuseTaken(string target)
    {
        // A link that leads nowhere exists for neither; its own entry is there.
        if (System.IO.Path.Exists(target) || new FileInfo(target).LinkTarget is not null)
        {
            throw new CommandFailure($"{target} is there already and is not overwritten; give the destination another name");
        }
    }

    private static void RefuseReadOnly(string folder)
    {
        try
        {
            var probe = System.IO.Path.Combine(folder, $".peershare-{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{folder} cannot be written; give another destination", refused);
        }
    }

    private static void RefuseFull(string folder, string name, long bytes, long promised)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free - promised < bytes)
        {
            var taken = promised > 0 ? $", other downloads still need {Sizes.Format(promised)} of it," : "";
            throw new CommandFailure($"{folder} has {Sizes.Format(free)} free{taken} and {name} needs {Sizes.Format(bytes)}; free some space or give another destination");
        }
    }
}
