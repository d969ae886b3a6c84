using PeerShare.EndToEnd.Tests.Staging;
using static PeerShare.EndToEnd.Tests.Plumbing.Swapping;

namespace PeerShare.EndToEnd.Tests.Plumbing;

/// <summary>make-torrent, inspect, seed, fetch.</summary>
public sealed class RoundTripTests : StagedTest
{
    [Fact]
    public async Task A_file_goes_all_the_way()
    {
        var content = await Stage.FileAsync("film – ü.bin", 5 * MiB + 17);
        var hash = await Stage.DescribeAsync("film – ü.bin", "--piece-length", "64KB", "--private");

        var inspected = await Stage.RunAsync("inspect", "film – ü.bin.torrent", "--json");
        var (_, address) = await Stage.SeedAsync("film – ü.bin");
        var fetch = Stage.Fetch("film – ü.bin.torrent", "copy", "--peer", address);

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("copy/film – ü.bin", content);
        var told = inspected.Events().ShouldHaveSingleItem();
        told.NameOf().ShouldBe("result");
        told.GetProperty("info_hash").GetString().ShouldBe(hash);
        told.GetProperty("name").GetString().ShouldBe("film – ü.bin");
        told.GetProperty("kind").GetString().ShouldBe("v1");
        told.GetProperty("pieces").GetInt32().ShouldBe(81);
        told.GetProperty("private").GetBoolean().ShouldBeTrue();
        told.BytesOf().ShouldBe(content.Length);
    }

    [Fact]
    public async Task A_folder_goes_with_its_empty_file_and_its_inner_folders()
    {
        await Stage.FileAsync("album/one.flac", MiB + 1, seed: 1);
        await Stage.FileAsync("album/inner/deep/two.flac", 99_999, seed: 2);
        await Stage.FileAsync("album/inner/nothing.txt", 0);
        await Stage.FileAsync("album/last letter.txt", 1, seed: 3);
        await Stage.DescribeAsync("album", "--piece-length", "32KB");
        var (_, address) = await Stage.SeedAsync("album");

        var fetch = Stage.Fetch("album.torrent", "copy", "--peer", address);

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("copy/album", "album");
    }

    [Fact]
    public async Task It_works_over_IPv6()
    {
        var content = await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin");
        var seed = Stage.Start("seed", "film.bin.torrent", ".", "--listen", "[::1]:0");
        var address = (await seed.SaysAsync(@"^seeding on (\[::1\]:\d+)$")).Groups[1].Value;

        var fetch = Stage.Start("fetch", "film.bin.torrent", "copy", "--peer", address, "--listen", "[::1]:0");

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("copy/film.bin", content);
    }

    [Fact]
    public async Task A_magnet_link_is_enough()
    {
        var content = await Stage.FileAsync("film.bin", MiB + 5);
        var hash = await Stage.DescribeAsync("film.bin", "--piece-length", "16KB");
        var (_, address) = await Stage.SeedAsync("film.bin");

        var byHand = Stage.Fetch($"magnet:?xt=urn:btih:{hash}", "one", "--peer", address);
        var byLink = Stage.Fetch($"magnet:?xt=urn:btih:{hash}&dn=film&x.pe={address}", "two");

        (await byHand.EndsAsync()).ShouldBe(0);
        (await byLink.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("one/film.bin", content);
        Stage.ShouldBeTheFile("two/film.bin", content);
    }

    [Fact]
    public async Task Who_fetched_with_seed_serves_the_next()
    {
        var content = await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (seed, address) = await Stage.SeedAsync("film.bin");
        var first = Stage.Fetch("film.bin.torrent", "one", "--peer", address, "--seed");
        var next = (await first.SaysAsync("^seeding on (.+)$")).Groups[1].Value;
        await seed.KillAsync();

        var second = Stage.Fetch("film.bin.torrent", "two", "--peer", next);

        (await second.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("two/film.bin", content);
        first.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_who_fetch_pieces_from_different_halves_complete_each_other()
    {
        var content = await Stage.FileAsync("film.bin", 2 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin", "--upload-rate", "1MB");
        var first = Stage.Fetch("film.bin.torrent", "one", "--peer", address, "--seed");
        var second = Stage.Start("fetch", "film.bin.torrent", "two", "--peer", address, "--listen", $"127.0.0.1:{Stage.Ports[0]}", "--seed");
        var third = Stage.Fetch("film.bin.torrent", "three", "--peer", address, "--peer", $"127.0.0.1:{Stage.Ports[0]}");

        (await third.EndsAsync()).ShouldBe(0);
        await first.SaysAsync("^fetched ");
        await second.SaysAsync("^fetched ");
        Stage.ShouldBeTheFile("one/film.bin", content);
        Stage.ShouldBeTheFile("two/film.bin", content);
        Stage.ShouldBeTheFile("three/film.bin", content);
    }

    [Fact]
    public async Task Events_have_the_shape_of_the_contract()
    {
        var content = await Stage.FileAsync("film.bin", 3 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin", "--upload-rate", "4MB");

        var fetch = Stage.Fetch("film.bin.torrent", "copy", "--peer", address, "--json");

        (await fetch.EndsAsync()).ShouldBe(0);
        var events = fetch.Events();
        events[0].NameOf().ShouldBe("started");
        events[^1].GetRawText().ShouldBe("""{"event":"result","ok":true}""");
        events[^2].NameOf().ShouldBe("complete");
        events[^2].BytesOf().ShouldBe(content.Length);
        events.Count(said => said.NameOf() == "first_block").ShouldBe(1);
        events[..^1].ShouldAllBe(said => said.GetProperty("seconds").GetDouble() >= 0 && said.BytesOf() <= content.Length);
        events.Where(said => said.NameOf() == "progress").Select(said => said.BytesOf()).ShouldBeInOrder();
        events.Select(said => said.NameOf()).Except(["started", "first_block", "progress", "complete", "result"]).ShouldBeEmpty();
        fetch.Error.ShouldContain(line => line.StartsWith("fetched film.bin (3,145,728 B) into copy", StringComparison.Ordinal));
    }
}
