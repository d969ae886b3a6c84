using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>The chunk files <c>chunks/0</c>, <c>chunks/1</c> … of one content. They come by rename, so each is whole.</summary>
internal sealed class ChunkFolder : IDisposable
{
    public const string Name = "chunks";

    private const int MostOpen = 128;

    private readonly ContentFolder folder;
    private readonly HandleCache handles;
    private readonly Lock gate = new();
    private List<int> unsynced = [];

    public ChunkFolder(ContentFolder folder)
    {
        this.folder = folder;
        handles = new HandleCache(MostOpen, (chunk, _) => folder.Open(RelativePathOf(chunk), write: false));
    }

    /// <summary>Everything that lies in the chunk folder; leftovers of a killed process are removed.</summary>
    /// <exception cref="IOException">The folder cannot be made or listed.</exception>
    public IEnumerable<FileSystemInfo> List()
    {
        folder.MakeParents(RelativePathOf(0));
        foreach (var entry in new DirectoryInfo(folder.PathOf(Name)).EnumerateFileSystemInfos())
        {
            if (WholeFile.IsPart(entry.Name))
            {
                entry.Delete();
            }
            else
            {
                yield return entry;
            }
        }
    }

    /// <summary>The number of the chunk that is kept under this name; none for links, folders, and names such as <c>007</c>.</summary>
    public static bool TryNumber(FileSystemInfo entry, int count, out int chunk) =>
        int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out chunk)
        && chunk < count
        && entry.Name == NameOf(chunk)
        && entry is FileInfo { LinkTarget: null };

    /// <returns>Last write of the new file in ticks, UTC.</returns>
    /// <exception cref="IOException">Full or unwritable: the chunk is as it was.</exception>
    public long Write(int chunk, ReadOnlySpan<byte> data)
    {
        long stamp;
        using (var part = WholeFile.Begin(folder, RelativePathOf(chunk)))
        {
            RandomAccess.Write(part.Handle, data, 0);
            stamp = part.Finish();
        }

        handles.Forget(chunk);
        NoteUnsynced(chunk);
        return stamp;
    }

    /// <returns>Bytes read; fewer than asked for when the chunk is shorter.</returns>
    /// <exception cref="IOException">Missing or unreadable.</exception>
    public int Read(int chunk, int begin, Span<byte> target)
    {
        using var lease = handles.Take(chunk, write: false);
        return ReadAll(lease.Handle, begin, target);
    }

    /// <summary>Reads a chunk that must have exactly this length.</summary>
    /// <param name="chunk">Its number.</param>
    /// <param name="target">As long as the chunk must be.</param>
    /// <param name="stamp">Last write in ticks, UTC.</param>
    /// <returns>False when it is missing, unreadable or of another length.</returns>
    public bool TryReadWhole(int chunk, Span<byte> target, out long stamp)
    {
        stamp = 0;
        try
        {
            using var handle = folder.Open(RelativePathOf(chunk), write: false);
            stamp = File.GetLastWriteTimeUtc(handle).Ticks;
            return RandomAccess.GetLength(handle) == target.Length && ReadAll(handle, 0, target) == target.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Delete(int chunk)
    {
        handles.Forget(chunk);
        ContentFolder.Guarded(() => File.Delete(folder.PathOf(RelativePathOf(chunk))));
    }

    /// <summary>The chunk is to be part of the next sync.</summary>
    public void NoteUnsynced(int chunk)
    {
        lock (gate)
        {
            unsynced.Add(chunk);
        }
    }

    /// <summary>Brings the chunks that were written so far to the device.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public void Sync()
    {
        List<int> written;
        lock (gate)
        {
            written = unsynced;
            unsynced = [];
        }

        foreach (var chunk in written.Where(chunk => File.Exists(folder.PathOf(RelativePathOf(chunk)))))
        {
            using var handle = folder.Open(RelativePathOf(chunk), write: OperatingSystem.IsWindows());
            RandomAccess.FlushToDisk(handle);
        }
    }

    public void Dispose() => handles.Dispose();

    private static string NameOf(int chunk) => chunk.ToString(CultureInfo.InvariantCulture);

    private static string RelativePathOf(int chunk) => $"{Name}/{NameOf(chunk)}";

    private static int ReadAll(SafeFileHandle handle, long begin, Span<byte> target)
    {
        var done = 0;
        for (var read = -1; read != 0 && done < target.Length; done += read)
        {
            read = RandomAccess.Read(handle, target[done..], begin + done);
        }

        return done;
    }
}
