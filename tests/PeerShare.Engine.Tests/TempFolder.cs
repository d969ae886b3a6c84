using System.Diagnostics;

namespace PeerShare.Engine.Tests;

/// <summary>A folder of one test, gone after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("peershare-test-").FullName;

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Copies what another holds open and locked, time stamps included: what a process killed now would leave.</summary>
    public static TempFolder Snapshot(string folder)
    {
        var copy = new TempFolder();
        using var cp = Process.Start("cp", ["-a", folder + "/.", copy.Path]);
        cp.WaitForExit();
        cp.ExitCode.ShouldBe(0);
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
