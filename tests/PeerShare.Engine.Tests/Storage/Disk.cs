using System.Diagnostics;
using System.Globalization;

namespace PeerShare.Engine.Tests.Storage;

/// <summary>What tests ask of the operating system.</summary>
internal static class Disk
{
    /// <summary>Bytes that a file takes on the disk.</summary>
    public static long Used(string path) => 512 * long.Parse(Output("stat", "-c", "%b", path), CultureInfo.InvariantCulture);

    /// <summary>Cuts or lengthens a file that others have open.</summary>
    public static void SetLength(string path, Func<long, long> length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length(file.Length));
    }

    /// <summary>Mounts a small file system in memory; skips the test where that is not allowed.</summary>
    public static Mount SmallMount(string folder, string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small file system");
        Directory.CreateDirectory(folder);
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]) { RedirectStandardError = true })!;
        var refusal = mount.StandardError.ReadToEnd();
        mount.WaitForExit();
        Assert.SkipUnless(mount.ExitCode == 0, $"a small file system cannot be mounted here: {refusal}");
        return new Mount(folder);
    }

    public static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }

    internal sealed class Mount(string folder) : IDisposable
    {
        public void Dispose() => Output("umount", folder);
    }
}
