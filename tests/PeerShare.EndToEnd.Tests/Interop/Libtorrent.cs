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

    /// <summary>One of a torrent with a root certificate; says <c>seeding on PORT</c> when it has everything.</summary>
    /// <param name="stage">Ends it.</param>
    /// <param name="torrent">Path.</param>
    /// <param name="folder">Of the stage; where the content is in, or goes into.</param>
    /// <param name="certificate">Path, PEM.</param>
    /// <param name="key">Path, PEM.</param>
    /// <param name="peers">Whom it dials.</param>
    public static async Task<Player> StartEncryptedAsync(Stage stage, string torrent, string folder, string certificate, string key, params IEnumerable<string> peers)
    {
        var parameters = stage.StartProgram(
            Installed.Program("openssl"), "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem");
        (await parameters.EndsAsync()).ShouldBe(0);
        Directory.CreateDirectory(stage.In(folder));
        return Start(stage, "libtorrent_ssl_peer.py", [torrent, stage.In(folder), certificate, key, stage.In("dh.pem"), .. peers]);
    }
}
