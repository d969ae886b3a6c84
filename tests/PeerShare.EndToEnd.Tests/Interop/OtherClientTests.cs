using PeerShare.EndToEnd.Tests.Plumbing;
using PeerShare.EndToEnd.Tests.Staging;
using static PeerShare.EndToEnd.Tests.Plumbing.Swapping;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>Clients of other houses fetch from ours, and ours from them; a tracker brings them together.</summary>
public sealed class OtherClientTests : StagedTest
{
    private readonly HttpTracker tracker;

    public OtherClientTests() => tracker = Stage.Keep(new HttpTracker());

    [Fact]
    public async Task Aria2_fetches_from_us()
    {
        await AlbumAsync();
        await SeedAsync();

        var aria2 = StartAria2("theirs", "--seed-time=0");

        (await aria2.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("theirs/album", "album");
    }

    [Fact]
    public async Task Libtorrent_fetches_from_us()
    {
        await AlbumAsync();
        await SeedAsync();

        var libtorrent = StartLibtorrent("theirs");

        await libtorrent.SaysAsync("^seeding on");
        Stage.ShouldBeAs("theirs/album", "album");
    }

    [Fact]
    public async Task We_fetch_from_aria2()
    {
        await AlbumAsync();
        StartAria2(".", "--seed-ratio=0.0", "--check-integrity=true");

        await FetchAsync();
    }

    [Fact]
    public async Task We_fetch_from_libtorrent()
    {
        await AlbumAsync();
        StartLibtorrent(".");

        await FetchAsync();
    }

    [Fact]
    public async Task We_fetch_from_Transmission()
    {
        await AlbumAsync();
        var daemon = Installed.Program("transmission-daemon");
        var remote = Installed.Program("transmission-remote");
        var control = $"127.0.0.1:{Stage.Ports[1]}";
        var transmission = Stage.StartProgram(
            daemon, "--foreground", "--config-dir", Stage.In("transmission"), "--download-dir", Stage.Folder, "--port", $"{Stage.Ports[1]}",
            "--peerport", $"{Stage.Ports[0]}", "--no-dht", "--no-lpd", "--no-utp", "--no-portmap", "--no-auth", "--allowed", "127.0.0.1");
        await AskUntilAsync(transmission, remote, control, "--session-info");

        (await Stage.StartProgram(remote, control, "--add", Stage.In("album.torrent")).EndsAsync()).ShouldBe(0);

        await FetchAsync();
    }

    [Fact]
    public async Task We_get_a_magnet_links_description_from_libtorrent()
    {
        var hash = await AlbumAsync();
        var libtorrent = StartLibtorrent(".");
        var port = (await libtorrent.SaysAsync(@"^seeding on (\d+)")).Groups[1].Value;

        var fetch = Stage.Fetch($"magnet:?xt=urn:btih:{hash}", "ours", "--peer", $"127.0.0.1:{port}");

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("ours/album", "album");
    }

    [Fact]
    public async Task A_tracker_that_was_named_by_hand_is_told_of_the_start_the_completion_and_the_end()
    {
        await Stage.FileAsync("film.bin", MiB);
        var hash = await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        await Stage.SeedAsync("film.bin", "--tracker", tracker.Url);
        await Stage.UntilAsync("the seed at the tracker", () => tracker.Seeds == 1);

        (await Stage.Fetch("film.bin.torrent", "copy", "--tracker", tracker.Url).EndsAsync()).ShouldBe(0);
        (await Stage.Fetch($"magnet:?xt=urn:btih:{hash}&tr={Uri.EscapeDataString(tracker.Url)}", "other").EndsAsync()).ShouldBe(0);

        var fetches = tracker.Queries.Where(query => !query.Contains("left=0&compact=1&event=started", StringComparison.Ordinal)).ToList();
        fetches.ShouldContain(query => query.Contains($"left={MiB}&", StringComparison.Ordinal) && query.Contains("event=started", StringComparison.Ordinal));
        fetches.ShouldContain(query => query.Contains("event=completed", StringComparison.Ordinal));
        fetches.ShouldContain(query => query.Contains("event=stopped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tracker_that_is_away_is_named_and_does_not_stop_a_fetch_from_a_known_peer()
    {
        await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin");
        var away = $"http://127.0.0.1:{Stage.Ports[0]}/announce";

        var fetch = Stage.Fetch("film.bin.torrent", "copy", "--tracker", away, "--peer", address, "--seed");

        await fetch.SaysAsync($"^tracker {away}: .+");
        await fetch.SaysAsync("^fetched film.bin");
    }

    private async Task<string> AlbumAsync()
    {
        await Stage.FileAsync("album/one.flac", 3 * MiB + 1, seed: 1);
        await Stage.FileAsync("album/inner/two ü.flac", 99_999, seed: 2);
        await Stage.FileAsync("album/inner/nothing.txt", 0);
        return await Stage.DescribeAsync("album", "--piece-length", "64KB", "--tracker", tracker.Url);
    }

    private async Task SeedAsync()
    {
        await Stage.SeedAsync("album");
        await Stage.UntilAsync("our seed at the tracker", () => tracker.Seeds == 1);
    }

    /// <summary>Ours fetches what the other client seeds.</summary>
    private async Task FetchAsync()
    {
        await Stage.UntilAsync("the other client at the tracker, with everything", () => tracker.Seeds == 1);
        (await Stage.Fetch("album.torrent", "ours").EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("ours/album", "album");
    }

    private Player StartAria2(string folder, params IEnumerable<string> more) => Stage.StartProgram(Installed.Program("aria2c"), [
        "--no-conf", "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false", "--disable-ipv6", "--file-allocation=none",
        $"--listen-port={Stage.Ports[0]}", $"--dir={Stage.In(folder)}", "--show-console-readout=false", .. more, Stage.In("album.torrent")]);

    private Player StartLibtorrent(string folder)
    {
        Directory.CreateDirectory(Stage.In(folder));
        return Libtorrent.Start(Stage, "libtorrent_peer.py", Stage.In("album.torrent"), Stage.In(folder));
    }

    /// <summary>Until the daemon answers.</summary>
    private async Task AskUntilAsync(Player daemon, string remote, params string[] words)
    {
        while (await Stage.StartProgram(remote, words).EndsAsync() != 0)
        {
            daemon.HasEnded.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
