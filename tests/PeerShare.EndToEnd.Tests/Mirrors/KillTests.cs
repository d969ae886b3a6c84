using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

public sealed class KillTests : StagedTest
{
    private const int Writers = 6;
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
        await LoginAsync(pair);

        var acknowledged = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(pair, writer, acknowledged, enough.Token)));
        var random = new Random(times);
        for (var kill = 0; kill < times; kill++)
        {
            var (victim, moment) = (random.Next(2), acknowledged.Count + random.Next(1, 40));
            await Stage.UntilAsync("some writes are acknowledged", () => acknowledged.Count >= moment);
            await pair[victim].KillAsync();
            var back = acknowledged.Count + random.Next(1, 40);
            await Stage.UntilAsync("the other goes on alone", () => acknowledged.Count >= back);
            await pair.StartAsync(victim);
            await pair.UntilAlikeAsync();
        }

        await enough.CancelAsync();
        await writing;
        await pair.UntilAlikeAsync();
        for (var tracker = 0; tracker < 2; tracker++)
        {
            var there = await pair.GroupsAsync(tracker);
            acknowledged.Where(name => !there.Contains(name)).ShouldBeEmpty($"lost on tracker {tracker + 1}");
        }
    }

    private static async Task LoginAsync(Pair pair)
    {
        await pair.DoAsync(Routes.CreateUser, JsonContent.Create(new NewUser(Pair.FreshId(), "alice", "pw"), ContractJson.Default.NewUser), 0);
        var session = await pair.DoAsync(Routes.Login, JsonContent.Create(new Login("alice", "pw", Pair.FreshId()), ContractJson.Default.Login), 0);
        pair.TokenOfUser = JsonSerializer.Deserialize(session, ContractJson.Default.Session)!.Token;
    }

    private static async Task WriteAsync(Pair pair, int writer, ConcurrentBag<string> acknowledged, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var name = $"g{writer}-{number}";
            await pair.DoAsync(Routes.CreateGroup, JsonContent.Create(new NewGroup(Pair.FreshId(), name, true), ContractJson.Default.NewGroup), writer);
            acknowledged.Add(name);
        }
    }
}
