using System.Security.Cryptography;
using PeerShare.App.Commands;

namespace PeerShare.App.Demo;

/// <summary>Where a demonstration plays. A folder that we made loses the copies at the end and keeps the picture; a folder
/// that was named keeps everything.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const int SampleLength = 64 << 20;

    private readonly bool isOurs;

    private DemoFolder(string path, bool isOurs)
    {
        Path = path;
        this.isOurs = isOurs;
    }

    public string Path { get; }

    /// <param name="named">What the user named, or null.</param>
    /// <param name="kind">Part of a new folder's name.</param>
    public static DemoFolder Open(string? named, string kind)
    {
        if (named is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory($"peershare-{kind}-").FullName, isOurs: true);
        }

        var path = System.IO.Path.GetFullPath(named);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new CommandFailure($"{named} is not empty; name a new folder");
        }

        Directory.CreateDirectory(path);
        return new DemoFolder(path, isOurs: false);
    }

    /// <returns>Path of a file of 64 MiB of chance.</returns>
    public async Task<string> MakeSampleAsync(CancellationToken stopping)
    {
        var path = System.IO.Path.Combine(Path, "sample.bin");
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(SampleLength), stopping);
        return path;
    }

    public void Dispose()
    {
        if (!isOurs)
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(Path))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var sample in Directory.EnumerateFiles(Path, "*.bin"))
        {
            File.Delete(sample);
        }

        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }
}
