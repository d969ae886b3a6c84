using System.Diagnostics;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>A file system of its own in a stage's folder, in memory.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    /// <summary>Only root can; the test is skipped otherwise.</summary>
    /// <param name="stage">Unmounts it at the end.</param>
    /// <param name="name">Of a new folder.</param>
    /// <param name="options">As for <c>mount -o</c>, such as <c>size=2m</c>.</param>
    public static async Task<string> MountAsync(Stage stage, string name, string options)
    {
        var folder = Directory.CreateDirectory(stage.In(name)).FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder), "only root can mount a small disk");
        stage.Keep(new SmallDisk(folder));
        return folder;
    }

    /// <summary>Makes a file that takes all the room that is left.</summary>
    public static async Task FillAsync(string path)
    {
        await using var file = File.Create(path, 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[4_096], TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    public async ValueTask DisposeAsync() => (await RunAsync("umount", folder)).ShouldBeTrue($"umount {folder}");

    private static async Task<bool> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
