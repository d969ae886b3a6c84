namespace PeerShare.App.Commands;

/// <summary>A file that somebody named, looked at before anything is started with it.</summary>
/// <param name="FullName">Its whole path.</param>
/// <param name="Name">As it was named, also when that is a link.</param>
/// <param name="Length">In bytes; at least 1.</param>
internal sealed record ReadableFile(string FullName, string Name, long Length)
{
    /// <exception cref="CommandFailure">It is missing, a folder, empty or unreadable.</exception>
    public static ReadableFile Check(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandFailure($"{path} is a folder; name a file");
        }

        if (!File.Exists(path))
        {
            throw new CommandFailure($"there is no file {path}; check its name and folder");
        }

        var length = LengthOf(path);
        return length > 0
            ? new ReadableFile(Path.GetFullPath(path), Path.GetFileName(path), length)
            : throw new CommandFailure($"{path} is empty; name a file with content");
    }

    private static long LengthOf(string path)
    {
        try
        {
            // Opening a pipe waits until somebody writes to it.
            if (HasNoLength(new FileInfo(path)))
            {
                return 0;
            }

            using var handle = File.OpenHandle(path);
            return RandomAccess.GetLength(handle);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CommandFailure($"{path} cannot be read; check that it is a plain file that you may read (ls -l)", failure);
        }
    }

    private static bool HasNoLength(FileInfo file) => (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Length: 0 };
}
