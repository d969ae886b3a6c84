namespace PeerShare.Tracker.Hosting;

/// <summary>A file for its owner alone that is there whole or not at all: written aside, and then put in place unless something is
/// there.</summary>
internal sealed class AsideFile : IDisposable
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string target;

    private AsideFile(string target, string path)
    {
        this.target = target;
        Path = path;
    }

    /// <summary>Where it is until it is put in place.</summary>
    public string Path { get; }

    /// <summary>Makes it, empty, beside its place.</summary>
    public static AsideFile Create(string target)
    {
        var path = $"{target}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyOwner;
        }

        new FileStream(path, options).Dispose();
        return new AsideFile(target, path);
    }

    /// <summary>Changes it; when this returns it is on the disk.</summary>
    public void Write(Action<FileStream> act)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite);
        act(file);
        file.Flush(flushToDisk: true);
    }

    /// <exception cref="IOException">Something is there.</exception>
    public void Place()
    {
        if (File.Exists(target))
        {
            throw new IOException($"{target} is there already, and is not overwritten; name another");
        }

        File.Move(Path, target, overwrite: false);
    }

    /// <summary>What was not put in place is gone.</summary>
    public void Dispose() => File.Delete(Path);
}
