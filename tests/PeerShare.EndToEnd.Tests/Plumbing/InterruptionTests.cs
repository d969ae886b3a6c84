using PeerShare.EndToEnd.Tests.Staging;
using static PeerShare.EndToEnd.Tests.Plumbing.Swapping;

namespace PeerShare.EndToEnd.Tests.Plumbing;

/// <summary>Stopped, killed, and in the way.</summary>
public sealed class InterruptionTests : StagedTest
{
    [Fact]
    public async Task A_fetch_that_was_killed_goes_on_where_it_was()
    {
        var content = await Stage.FileAsync("film.bin", 8 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin");
        var first = Stage.Fetch("film.bin.torrent", "copy", "--peer", address, "--download-rate", "1MB", "--json");
        await first.SaysAsync("""^{"event":"progress","seconds":[0-9.]+,"bytes":[1-9]\d{6}}""");
        await first.KillAsync();
        var held = first.Events().Where(said => said.NameOf() == "progress").Max(said => said.BytesOf());

        var again = Stage.Fetch("film.bin.torrent", "copy", "--peer", address, "--download-rate", "2MB", "--json");

        (await again.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("copy/film.bin", content);
        var progress = again.Events().Where(said => said.NameOf() == "progress").Select(said => said.BytesOf()).ToList();
        progress.First(bytes => bytes > 0).ShouldBeGreaterThanOrEqualTo(held);
    }

    [Fact]
    public async Task A_fetch_that_was_killed_needs_the_missing_pieces_only()
    {
        var content = await Stage.FileAsync("film.bin", 4 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (seed, address) = await Stage.SeedAsync("film.bin", "--upload-rate", "1MB");
        var first = Stage.Fetch("film.bin.torrent", "copy", "--peer", address, "--json");
        await first.SaysAsync("""^{"event":"progress","seconds":[0-9.]+,"bytes":[1-9]\d{6}}""");
        seed.Send(Signal.Kill);
        await first.KillAsync();

        // Nobody is there: all that shows up was there before.
        var again = Stage.Fetch("film.bin.torrent", "copy", "--json");
        await again.SaysAsync("""^{"event":"progress","seconds":[0-9.]+,"bytes":[1-9]\d{6}}""");
        again.Send(Signal.Interrupt);
        (await again.EndsAsync()).ShouldBe(130);
        again.Out.Last().ShouldBe("""{"event":"error","message":"interrupted"}""");

        var (_, next) = await Stage.SeedAsync("film.bin");
        (await Stage.Fetch("film.bin.torrent", "copy", "--peer", next).EndsAsync()).ShouldBe(0);
        Stage.ShouldBeTheFile("copy/film.bin", content);
    }

    [Fact]
    public async Task What_was_fetched_is_complete_without_anybody()
    {
        await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin");
        var (seed, address) = await Stage.SeedAsync("film.bin");
        (await Stage.Fetch("film.bin.torrent", "copy", "--peer", address).EndsAsync()).ShouldBe(0);
        await seed.KillAsync();

        var again = Stage.Fetch("film.bin.torrent", "copy", "--json");

        (await again.EndsAsync()).ShouldBe(0);
        again.Events().ShouldNotContain(said => said.NameOf() == "first_block");
    }

    [Fact]
    public async Task Pieces_that_were_altered_since_are_fetched_again()
    {
        var content = await Stage.FileAsync("film.bin", 2 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin");
        (await Stage.Fetch("film.bin.torrent", "copy", "--peer", address).EndsAsync()).ShouldBe(0);
        var altered = content.ToArray();
        altered[MiB] ^= 1;
        File.WriteAllBytes(Stage.In("copy/film.bin"), altered);

        (await Stage.Fetch("film.bin.torrent", "copy", "--peer", address).EndsAsync()).ShouldBe(0);

        Stage.ShouldBeTheFile("copy/film.bin", content);
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task A_signal_ends_seed_and_fetch_with_its_code(int signal, int code)
    {
        await Stage.FileAsync("film.bin", 4 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (seed, address) = await Stage.SeedAsync("film.bin", "--upload-rate", "200KB");
        var fetch = Stage.Fetch("film.bin.torrent", "copy", "--peer", address, "--json");
        await fetch.SaysAsync("first_block");

        fetch.Send((Signal)signal);
        seed.Send((Signal)signal);

        (await fetch.EndsAsync()).ShouldBe(code);
        (await seed.EndsAsync()).ShouldBe(code);
        fetch.Out.Last().ShouldBe("""{"event":"error","message":"interrupted"}""");
    }

    [Theory]
    [InlineData("--upload-rate")]
    [InlineData("--peer-upload-rate")]
    public async Task A_limit_on_either_side_leaves_a_fetch_unfinished_that_would_be_over(string uploadLimit)
    {
        await Stage.FileAsync("film.bin", 6 * MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, free) = await Stage.SeedAsync("film.bin");
        var (_, limited) = await Stage.SeedAsync("film.bin", uploadLimit, "100KB");
        var slowUp = Stage.Fetch("film.bin.torrent", "slow-up", "--peer", limited, "--json");
        var slowDown = Stage.Fetch("film.bin.torrent", "slow-down", "--peer", free, "--download-rate", "100KB", "--json");
        await slowUp.SaysAsync("first_block");
        await slowDown.SaysAsync("first_block");

        var fast = Stage.Fetch("film.bin.torrent", "fast", "--peer", free);

        (await fast.EndsAsync()).ShouldBe(0);
        foreach (var slow in new[] { slowUp, slowDown })
        {
            slow.HasEnded.ShouldBeFalse();
            var counts = slow.Events().Where(said => said.NameOf() == "progress").Select(said => (Seconds: said.GetProperty("seconds").GetDouble(), Bytes: said.BytesOf()));
            counts.ShouldAllBe(count => count.Bytes <= 100 * 1024 * (count.Seconds + 10));
        }
    }

    [Fact]
    public async Task Content_that_is_not_complete_is_not_served()
    {
        var content = await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        content[500_000] ^= 1;
        File.WriteAllBytes(Stage.In("film.bin"), content);

        var seed = await Stage.RunAsync("seed", "film.bin.torrent", ".");

        (await seed.EndsAsync()).ShouldBe(1);
        seed.Error.ShouldHaveSingleItem().ShouldBe("error: . has 15 of 16 pieces of film.bin; fetch the rest first");
    }

    [Theory]
    [InlineData(MiB - 1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    public async Task Another_file_that_lies_in_the_way_is_kept(int length)
    {
        await Stage.FileAsync("film.bin", MiB);
        await Stage.DescribeAsync("film.bin", "--piece-length", "64KB");
        var (_, address) = await Stage.SeedAsync("film.bin");
        var other = await Stage.FileAsync("copy/film.bin", length, seed: 7);

        var fetch = Stage.Fetch("film.bin.torrent", "copy", "--peer", address);

        (await fetch.EndsAsync()).ShouldBe(1);
        fetch.Error.ShouldHaveSingleItem().ShouldMatch("^error: .*film.bin.*move it away");
        Stage.ShouldBeTheFile("copy/film.bin", other);
    }
}
