namespace PeerShare.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("peershare-").FullName;

    /// <summary>A file of zeros, sparse, so that its length costs nothing.</summary>
    public string File(string name, long length)
    {
        var file = System.IO.Path.Combine(Path, name);
        using var stream = System.IO.File.Create(file);
        stream.SetLength(length);
        return file;
    }

    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
