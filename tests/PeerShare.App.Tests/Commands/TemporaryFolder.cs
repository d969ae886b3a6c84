namespace PeerShare.App.Tests.Commands;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("peershare-").FullName;

    /// <summary>A sparse file, so that its length costs nothing.</summary>
    public string File(string name, long length)
    {
        var file = Path.Combine(path, name);
        using var stream = System.IO.File.Create(file);
        stream.SetLength(length);
        return file;
    }

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(path, name)).FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);
}
