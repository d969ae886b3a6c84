using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Mirrors;

public sealed class KillTests : StagedTest
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Two_command_lines_make_a_pair_with_one_key()
    {
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();

        var one = await pair[0].SaysAsync("^cluster (sha256:[0-9a-f]{64})$");
        (await pair[1].SaysAsync("^cluster (.*)$")).Groups[1].Value.ShouldBe(one.Groups[1].Value);
        (OperatingSystem.IsWindows() ? OnlyOwner : File.GetUnixFileMode(Stage.In("tracker_info.txt.key"))).ShouldBe(OnlyOwner);
        pair[0].Send(Signal.Terminate);
        (await pair[0].EndsAsync()).ShouldBe(0);
        pair[1].Send(Signal.Interrupt);
        (await pair[1].EndsAsync()).ShouldBe(130);
    }

    [Fact]
    public Task Nothing_that_was_acknowledged_is_lost_when_trackers_are_killed() => KillAsync(times: 6);

    [Fact]
    [Trait("Suite", "long")]
    public Task Nothing_that_was_acknowledged_is_lost_when_trackers_are_killed_a_hundred_times() => KillAsync(times: 100);

    private async Task KillAsync(int times)
    {
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        await pair.LoginAsync();

        await using var writing = new Writing(pair);
        var random = new Random(times);
        for (var kill = 0; kill < times; kill++)
        {
            var (victim, moment) = (random.Next(2), writing.Acknowledged.Count + random.Next(1, 40));
            await Stage.UntilAsync("some writes are acknowledged", () => writing.Acknowledged.Count >= moment);
            await pair[victim].KillAsync();
            var back = writing.Acknowledged.Count + random.Next(1, 40);
            await Stage.UntilAsync("the other goes on alone", () => writing.Acknowledged.Count >= back);
            await pair.StartAsync(victim);
            await pair.UntilAlikeAsync();
        }

        await writing.DisposeAsync();
        await pair.UntilAlikeAsync();
        for (var tracker = 0; tracker < 2; tracker++)
        {
            var there = await pair.GroupsAsync(tracker);
            writing.Acknowledged.Where(name => !there.Contains(name)).ShouldBeEmpty($"lost on tracker {tracker + 1}");
        }
    }
}
