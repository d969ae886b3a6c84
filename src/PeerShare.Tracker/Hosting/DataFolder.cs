using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Hosting;

/// <summary>A tracker's folder: the records, and a lock that keeps a second tracker out.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private const string RecordsName = "records.db";
    private const string LockName = "lock";

    // What systems say of a file that somebody else holds.
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream held;

    private DataFolder(FileStream held, SqliteRecordStore store)
    {
        this.held = held;
        Store = store;
    }

    public IRecordStore Store { get; }

    /// <summary>Has a tracker ever kept its records there?</summary>
    public static bool IsThere(string path) => File.Exists(RecordsIn(path));

    /// <summary>The file of the records.</summary>
    public static string RecordsIn(string path) => Path.Combine(path, RecordsName);

    /// <summary>Makes the folder and keeps trackers out while somebody fills it.</summary>
    /// <exception cref="IOException">It holds records, is in use or cannot be made; says which.</exception>
    public static IDisposable HoldEmpty(string path)
    {
        Make(path);
        var held = TryHold(Path.Combine(path, LockName)) ?? throw InUse(path);

        // A log without its records would be taken for the log of the next ones.
        string[] traces = [RecordsIn(path), $"{RecordsIn(path)}-wal", $"{RecordsIn(path)}-shm"];
        if (traces.FirstOrDefault(File.Exists) is { } trace)
        {
            held.Dispose();
            throw new IOException($"{path} holds a tracker's records already ({Path.GetFileName(trace)}); name a new folder");
        }

        return held;
    }

    /// <exception cref="IOException">It cannot be used; says why.</exception>
    public static DataFolder Open(string path) =>
        TryOpen(path) ?? throw InUse(path);

    /// <summary>Null when another process holds it.</summary>
    /// <exception cref="IOException">It cannot be used; says why.</exception>
    public static DataFolder? TryOpen(string path)
    {
        Make(path);
        if (TryHold(Path.Combine(path, LockName)) is not { } held)
        {
            return null;
        }

        try
        {
            MakeOwn(RecordsIn(path)).Dispose();
            return new DataFolder(held, SqliteRecordStore.Open(RecordsIn(path)));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await held.DisposeAsync();
    }

    private static IOException InUse(string path) => new($"{path} is in use by another tracker; stop it, or name another folder");

    /// <summary>It will hold keys and hashes of passwords, so it is its owner's alone.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OnlyOwner | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file, and makes it for its owner alone when it is missing: the folder may have been there before, open to others.
    /// SQLite makes its log like the file.</summary>
    private static FileStream MakeOwn(string path, FileShare sharing = FileShare.ReadWrite)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = sharing };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyOwner;
        }

        return new FileStream(path, options);
    }

    private static FileStream? TryHold(string path)
    {
        try
        {
            return MakeOwn(path, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult is LockedOnLinux or LockedOnMac or LockedOnWindows)
        {
            return null;
        }
    }
}
