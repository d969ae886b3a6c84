using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests;

/// <summary>What nobody should type: one line that says what is wrong and what would work, and nothing left behind.</summary>
public sealed class BadInputTests : StagedTest
{
    private const int Chunk = 102_400;

    [Theory]
    [InlineData("owner 5000 nothing.bin", "there is no file nothing.bin; ")]
    [InlineData("owner 5000 empty.bin", "empty.bin is empty; ")]
    [InlineData("owner 5000 folder", "folder is a folder; ")]
    [InlineData("owner 5000 small.bin", @"small\.bin \(409,600 B\) makes 4 chunks of 102,400 B, and a ring needs at least 5; give --chunk-size 102399 or less$")]
    [InlineData("owner 5000 film.bin --chunk-size 5", "at most 200000; give --chunk-size 6 or more$")]
    [InlineData("owner 5000 summary.txt", "summary.txt would collide .*; give it another name")]
    [InlineData("owner 5000 chunks", "chunks would collide .*; give it another name")]
    [InlineData("owner 5000 pipe", "pipe is empty; ")]
    [InlineData("owner 0 film.bin --dir empty.bin", "empty.bin")]
    [InlineData("peer 5000 5001 5001", "5001 is this peer's own port; ")]
    [InlineData("peer 5000 5000 5001", "5000 is the owner's port; ")]
    [InlineData("peer nobody.invalid:5000 5001 5002", "there is no machine called nobody.invalid; ")]
    [InlineData("peer 5000 0 5002 --dir empty.bin", "empty.bin")]
    [InlineData("inspect nothing.torrent", "there is no file nothing.torrent; ")]
    [InlineData("inspect pipe", "pipe is empty; ")]
    [InlineData("make-torrent pipe out.torrent", "pipe is empty; ")]
    [InlineData("inspect film.bin", "film.bin is no torrent that can be used: ")]
    [InlineData("inspect magnet:?xt=urn:btih:12", "the magnet link cannot be used: ")]
    [InlineData("make-torrent nothing out.torrent", "there is no file nothing; ")]
    [InlineData("make-torrent empty.bin out.torrent", "empty.bin is empty; ")]
    [InlineData("make-torrent film.bin folder", "folder")]
    [InlineData("make-torrent film.bin nowhere/out.torrent", "nowhere")]
    [InlineData("seed film.bin .", "film.bin is no torrent that can be used: ")]
    [InlineData("seed good.torrent nowhere", "there is no folder nowhere; ")]
    [InlineData("seed good.torrent folder", "folder has 0 of .* pieces of film.bin; ")]
    [InlineData("fetch good.torrent empty.bin", "empty.bin is a file; ")]
    [InlineData("fetch nothing.torrent folder", "there is no file nothing.torrent; ")]
    [InlineData("fetch magnet:?xt=urn:btih:0123456789012345678901234567890123456789 folder", "nobody is known who has this torrent; ")]
    [InlineData("fetch good.torrent folder --peer nobody.invalid:5", "there is no machine called nobody.invalid; ")]
    [InlineData("demo ring small.bin", "small.bin .* at least 5; ")]
    [InlineData("demo ring film.bin --dir folder", "folder is not empty; ")]
    public async Task What_cannot_work_is_refused_in_one_line(string words, string error)
    {
        await PropsAsync(words);
        var before = Listing();

        var refused = await Stage.RunAsync(words.Split(' '));

        (await refused.EndsAsync()).ShouldBe(1);
        refused.Error.ShouldHaveSingleItem().ShouldMatch($"^error: .*{error}");
        refused.Out.ShouldBeEmpty();
        Listing().ShouldBe(before);
    }

    [Theory]
    [InlineData("", "say which")]
    [InlineData("owner", "<port> and <file> missing")]
    [InlineData("owner 70000 film.bin", "'70000' is not a port; give a number from 0 to 65535")]
    [InlineData("owner -1 film.bin", "-1")]
    [InlineData("owner x film.bin", "'x' is not a port")]
    [InlineData("owner 5000 film.bin more", "'more' is not understood here")]
    [InlineData("owner 5000 film.bin --peers 0", "'0' is not a number of peers")]
    [InlineData("owner 5000 film.bin --chunk-size 0", "'0' is not a size|--chunk-size|at least")]
    [InlineData("owner 5000 film.bin --patience soon", "'soon' is not a duration")]
    [InlineData("peer 5000 5001", "<neighbour> missing")]
    [InlineData("peer 5000 5001 0", "'0' is not a port; give a number from 1 to 65535")]
    [InlineData("peer 5000 5001 a:b:5", "not an address")]
    [InlineData("seed good.torrent . --listen 300.1.1.1:5", "not an address to listen on")]
    [InlineData("seed good.torrent . --upload-rate fast", "fast")]
    [InlineData("fetch good.torrent . --peer-upload-rate 0", "'0' is not a size")]
    [InlineData("fetch good.torrent . --tracker nonsense", "nonsense")]
    [InlineData("make-torrent film.bin out.torrent --piece-length 100000", "power of two")]
    [InlineData("frobnicate", "'frobnicate' is not understood here")]
    public async Task What_is_typed_wrong_is_explained(string words, string error)
    {
        await PropsAsync(words);
        var before = Listing();

        var refused = await Stage.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        (await refused.EndsAsync()).ShouldBe(2);
        refused.Error.Count().ShouldBe(2);
        refused.Error.First().ShouldMatch($"^error: .*(?:{error})");
        refused.Error.Last().ShouldMatch("^see: peershare.* --help$");
        refused.Out.ShouldBeEmpty();
        Listing().ShouldBe(before);
    }

    [Theory]
    [InlineData("owner {0} film.bin")]
    [InlineData("peer 5000 {0} 5001")]
    [InlineData("seed good.torrent . --listen 127.0.0.1:{0}")]
    [InlineData("fetch good.torrent folder --listen 127.0.0.1:{0}")]
    public async Task A_port_in_use_is_named(string words)
    {
        await PropsAsync(words);
        using var other = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Stage.RunAsync(words.Replace("{0}", $"{port}", StringComparison.Ordinal).Split(' '));

        (await refused.EndsAsync()).ShouldBe(1);
        refused.Error.ShouldHaveSingleItem().ShouldMatch($@"^error: .*\b{port}\b.*; ");
        Directory.Exists(Stage.In($"owner-{port}")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("owner 0 film.bin --dir locked/x")]
    [InlineData("peer 5000 0 5001 --dir locked/x")]
    [InlineData("make-torrent film.bin locked/out.torrent")]
    [InlineData("fetch good.torrent locked/x")]
    [InlineData("demo ring film.bin --dir locked/x")]
    public async Task A_folder_that_cannot_be_written_is_named(string words)
    {
        await PropsAsync(words);
        await SmallDisk.MountAsync(Stage, "locked", "ro");

        var refused = await Stage.RunAsync(words.Split(' '));

        (await refused.EndsAsync()).ShouldBe(1);
        refused.Error.ShouldHaveSingleItem().ShouldMatch("^error: .*locked");
    }

    /// <summary>All that a command line may name.</summary>
    private async Task PropsAsync(string words)
    {
        await Stage.FileAsync("film.bin", 10 * Chunk);
        await Stage.FileAsync("small.bin", 4 * Chunk);
        await Stage.FileAsync("summary.txt", 10 * Chunk);
        await Stage.FileAsync("chunks", 10 * Chunk);
        await Stage.FileAsync("empty.bin", 0);
        await Stage.FileAsync("folder/something.txt", 10);
        using var fifo = Process.Start("mkfifo", [Stage.In("pipe")]);
        await fifo.WaitForExitAsync();
        if (words.Contains("good.torrent", StringComparison.Ordinal))
        {
            (await Stage.Start("make-torrent", "film.bin", "good.torrent").EndsAsync()).ShouldBe(0);
        }
    }

    private List<string> Listing() => [.. Directory.EnumerateFileSystemEntries(Stage.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
