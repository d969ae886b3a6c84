using System.Runtime.InteropServices;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>The program as its users start it: what the script <c>peershare</c> has built last, without the script, so that a
/// source saved meanwhile does not build in the middle of a test.</summary>
internal static class Executable
{
    public static string Path { get; } = Find();

    /// <summary>Where a program without its own runtime finds one.</summary>
    public static string Runtime { get; } = System.IO.Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());

    private static string Find()
    {
        var current = new DirectoryInfo(System.IO.Path.Combine(Repository.Root, "artifacts/launcher/current"));
        var build = current.ResolveLinkTarget(returnFinalTarget: true)
            ?? throw new InvalidOperationException($"{current} is missing; run ./test.sh, or once ./peershare --version");
        return System.IO.Path.Combine(build.FullName, "peershare");
    }
}
