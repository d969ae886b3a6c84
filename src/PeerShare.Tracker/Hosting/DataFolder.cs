using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Hosting;

/// <summary>A tracker's folder: the records, and a lock that keeps a second tracker out.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream held;

    private DataFolder(FileStream held, SqliteRecordStore store)
    {
        this.held = held;
        Store = store;
    }

    public IRecordStore Store { get; }

    /// <exception cref="IOException">It cannot be used; says why.</exception>
    public static DataFolder Open(string path)
    {
        Make(path);
        var held = Hold(Path.Combine(path, "lock"));
        try
        {
            return new DataFolder(held, SqliteRecordStore.Open(Path.Combine(path, "records.db")));
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

    /// <summary>It will hold keys and hashes of passwords, so it is its owner's alone.</summary>
    private static void Make(string path)
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

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"{Path.GetDirectoryName(path)} is in use by another tracker; stop it, or name another folder", taken);
        }
    }
}
