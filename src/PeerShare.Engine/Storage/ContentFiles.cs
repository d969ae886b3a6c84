using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>The files of a torrent as one stretch of bytes.</summary>
internal sealed class ContentFiles : IDisposable
{
    /// <summary>Files that stay open.</summary>
    public const int MostOpen = 128;

    private readonly ContentFolder folder;
    private readonly IReadOnlyList<StoredFile> files;
    private readonly int[] filled;
    private readonly long[] offsets;
    private readonly HandleCache handles;
    private readonly Lock gate = new();
    private HashSet<int> unsynced = [];

    public ContentFiles(ContentFolder folder, IReadOnlyList<StoredFile> files)
    {
        this.folder = folder;
        this.files = files;
        filled = [.. Enumerable.Range(0, files.Count).Where(number => files[number].Length > 0)];
        offsets = [.. filled.Select(number => files[number].Offset)];
        handles = new HandleCache(MostOpen, (number, write) => folder.Open(files[number].RelativePath, write));
    }

    /// <summary>Creates an empty file of its full length: sparse, or with its space set aside.</summary>
    /// <exception cref="IOException">Full or unwritable.</exception>
    public void Create(int number, bool reserve)
    {
        var file = files[number];
        folder.MakeParents(file.RelativePath);
        using var handle = reserve ? Reserve(file) : folder.Create(file.RelativePath);
        Extend(handle, file.Length);
    }

    /// <summary>Gives a shorter file its full length.</summary>
    /// <exception cref="IOException">Full or unwritable.</exception>
    public void Extend(int number)
    {
        using var lease = handles.Take(number, write: true);
        Extend(lease.Handle, files[number].Length);
    }

    /// <summary>The file has nothing but zeros: space that was set aside, nobody's data.</summary>
    /// <exception cref="IOException">Unreadable.</exception>
    public bool IsBlank(int number)
    {
        var buffer = new byte[1 << 20];
        using var lease = handles.Take(number, write: false);
        var offset = 0L;
        for (int read; (read = RandomAccess.Read(lease.Handle, buffer, offset)) > 0; offset += read)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads until the target is full or a file ends early or is missing.</summary>
    /// <returns>Bytes read.</returns>
    /// <exception cref="IOException">Unreadable.</exception>
    public int Read(long offset, Span<byte> target)
    {
        var done = 0;
        while (done < target.Length)
        {
            var slice = At(offset + done, target.Length - done);
            var read = Read(slice, target.Slice(done, slice.Length));
            done += read;
            if (read < slice.Length)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>Fills the targets one after the other, with one call to the system where one file has it all: a twelfth less work for
    /// who seeds a large file (bench/compare/loopback.sh).</summary>
    /// <returns>False when a file ends early or is missing.</returns>
    /// <exception cref="IOException">Unreadable.</exception>
    public bool Read(long offset, IReadOnlyList<Memory<byte>> targets)
    {
        var length = targets.Sum(target => target.Length);
        var slice = At(offset, length);
        if (slice.Length == length && !files[slice.File].IsPadding)
        {
            using var lease = handles.Take(slice.File, write: false);
            if (RandomAccess.Read(lease.Handle, targets, slice.Begin) == length)
            {
                return true;
            }
        }

        // Over several files, or cut short by a signal: one after the other.
        for (var number = 0; number < targets.Count; offset += targets[number++].Length)
        {
            if (Read(offset, targets[number].Span) < targets[number].Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes everything; what falls on padding goes nowhere.</summary>
    /// <exception cref="IOException">Full or unwritable; or there is data in the padding, which would be lost.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            var slice = At(offset, source.Length);
            if (!files[slice.File].IsPadding)
            {
                Write(slice, source[..slice.Length]);
            }
            else if (source[..slice.Length].ContainsAnyExcept((byte)0))
            {
                // It has the right hash and could never be read again, so whoever served it on would be taken for a liar.
                throw new IOException("the torrent has data where it says that there is only padding: it cannot be kept, make it anew");
            }

            offset += slice.Length;
            source = source[slice.Length..];
        }
    }

    /// <summary>What was written to the file is to be part of the next sync.</summary>
    public void NoteUnsynced(int number)
    {
        lock (gate)
        {
            unsynced.Add(number);
        }
    }

    /// <summary>Brings what was written so far to the device.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public void Sync()
    {
        HashSet<int> written;
        lock (gate)
        {
            written = unsynced;
            unsynced = [];
        }

        foreach (var number in written)
        {
            // Windows flushes only what may be written; elsewhere served files may be read-only.
            using var lease = handles.Take(number, write: OperatingSystem.IsWindows());
            RandomAccess.FlushToDisk(lease.Handle);
        }
    }

    /// <summary>Numbers of the files that have bytes in this stretch.</summary>
    public IEnumerable<int> Touching(long offset, int length)
    {
        for (var end = offset + length; offset < end;)
        {
            var slice = At(offset, (int)(end - offset));
            yield return slice.File;
            offset += slice.Length;
        }
    }

    public void Dispose() => handles.Dispose();

    private static void Extend(SafeFileHandle handle, long length)
    {
        // Setting the length that it has would change the time stamp.
        if (RandomAccess.GetLength(handle) != length)
        {
            RandomAccess.SetLength(handle, length);
        }
    }

    private SafeFileHandle Reserve(StoredFile file)
    {
        try
        {
            return folder.Create(file.RelativePath, file.Length);
        }
        catch (IOException fault)
        {
            // The framework's error for this has no code of its own, so ours names what it may be.
            throw new IOException($"{file.Length} bytes cannot be set aside, no space left on the device? {fault.Message}", fault);
        }
    }

    private int Read(Slice slice, Span<byte> target)
    {
        if (files[slice.File].IsPadding)
        {
            target.Clear();
            return target.Length;
        }

        using var lease = handles.Take(slice.File, write: false);
        var done = 0;
        for (var read = -1; read != 0 && done < target.Length; done += read)
        {
            read = RandomAccess.Read(lease.Handle, target[done..], slice.Begin + done);
        }

        return done;
    }

    private void Write(Slice slice, ReadOnlySpan<byte> source)
    {
        using var lease = handles.Take(slice.File, write: true);
        RandomAccess.Write(lease.Handle, source, slice.Begin);

        // Afterwards: noted before, a sync in between would strike the file off without these bytes.
        NoteUnsynced(slice.File);
    }

    private Slice At(long offset, int length)
    {
        var found = Array.BinarySearch(offsets, offset);
        var number = filled[found >= 0 ? found : ~found - 1];
        var begin = offset - files[number].Offset;
        return new Slice(number, begin, (int)Math.Min(length, files[number].Length - begin));
    }

    private readonly record struct Slice(int File, long Begin, int Length);
}
