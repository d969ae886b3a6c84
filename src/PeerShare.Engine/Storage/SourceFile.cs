using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>A file of the user's that is read once and must stay as it is meanwhile.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly string path;
    private readonly SafeFileHandle handle;
    private readonly DateTime written;

    private SourceFile(string path, SafeFileHandle handle)
    {
        this.path = path;
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
        written = File.GetLastWriteTimeUtc(handle);
    }

    /// <summary>In bytes, as it was opened.</summary>
    public long Length { get; }

    /// <exception cref="IOException">Missing, a folder, or unreadable.</exception>
    public static SourceFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder: name a file");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"there is no file {path}", path);
        }

        return ContentFolder.Guarded(() => new SourceFile(
            path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan)));
    }

    /// <exception cref="IOException">It has become shorter, or is unreadable.</exception>
    public void Read(long offset, Span<byte> target)
    {
        for (int read; !target.IsEmpty; offset += read, target = target[read..])
        {
            read = RandomAccess.Read(handle, target, offset);
            if (read == 0)
            {
                throw new IOException($"{path} became shorter while it was read");
            }
        }
    }

    /// <exception cref="IOException">It was changed since it was opened.</exception>
    public void RefuseChanged()
    {
        if (RandomAccess.GetLength(handle) != Length || File.GetLastWriteTimeUtc(handle) != written)
        {
            throw new IOException($"{path} was changed while it was read: try again when nobody writes to it");
        }
    }

    public void Dispose() => handle.Dispose();
}
