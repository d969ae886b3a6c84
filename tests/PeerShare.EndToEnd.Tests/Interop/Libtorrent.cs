using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>libtorrent, by way of its Python binding.</summary>
internal static class Libtorrent
{
    private const string Python = "/usr/bin/python3";

    /// <param name="stage">Ends it.</param>
    /// <param name="script">Of this folder.</param>
    /// <param name="words">What the script takes.</param>
    public static Player Start(Stage stage, string script, params IEnumerable<string> words)
    {
        Assert.SkipUnless(
            File.Exists(Python) && Directory.EnumerateFiles("/usr/lib/python3/dist-packages", "libtorrent*.so").Any(),
            "python3-libtorrent is not installed; run ./test.sh as root, it installs it");
        return stage.StartProgram(Python, [Path.Combine(Repository.Root, "tests/PeerShare.EndToEnd.Tests/Interop", script), .. words]);
    }
}
