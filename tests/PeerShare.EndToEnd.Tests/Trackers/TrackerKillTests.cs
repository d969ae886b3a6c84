using System.Collections.Concurrent;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Tests;

namespace PeerShare.EndToEnd.Tests.Trackers;

public sealed class TrackerKillTests : StagedTest
{
    private const int Rounds = 8;
    private const int Writers = 6;

    /// <summary>Whoever was told that a thing is done finds it done, and whoever was told nothing finds it done or not, but whole.</summary>
    [Fact]
    public async Task What_was_answered_outlives_every_kill()
    {
        var random = new Random(20_261_121);
        var answered = new ConcurrentBag<string>();
        await SetUpAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var (tracker, alice) = await Stage.StartTrackerAsync("data");
            using var client = alice;
            (await alice.LoginAsync("alice")).ShouldBe("");
            var before = await GroupsAsync(alice);
            answered.Except(before.Keys).ShouldBeEmpty();
            before.Values.ShouldAllBe(line => line.Members == 1 && line.Standing == Standing.Owner);

            var enough = new SemaphoreSlim(0);
            var writing = Enumerable.Range(0, Writers).Select(writer => WriteAsync(alice, $"{round}-{writer}", answered, enough)).ToList();
            for (var write = random.Next(1, 200); write > 0; write--)
            {
                await enough.WaitAsync(TestContext.Current.CancellationToken);
            }

            await tracker.KillAsync();
            await Task.WhenAll(writing);
        }

        var (_, last) = await Stage.StartTrackerAsync("data");
        using var end = last;
        (await last.LoginAsync("alice")).ShouldBe("");
        answered.Except((await GroupsAsync(last)).Keys).ShouldBeEmpty();
        answered.Count.ShouldBeGreaterThan(Rounds);
    }

    private async Task SetUpAsync()
    {
        var (tracker, alice) = await Stage.StartTrackerAsync("data");
        using var client = alice;
        (await alice.CreateUserAsync("alice")).ShouldBe("");
        await tracker.KillAsync();
    }

    /// <summary>Makes groups until there is no tracker any more.</summary>
    private static async Task WriteAsync(TestClient alice, string writer, ConcurrentBag<string> answered, SemaphoreSlim counted)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var name = $"g{writer}-{number}";
                (await alice.CreateGroupAsync(name, TestClient.FreshId())).ShouldBe("");
                answered.Add(name);
                counted.Release();
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle of this one.
        }
    }

    private static async Task<Dictionary<string, GroupLine>> GroupsAsync(TestClient alice) =>
        (await alice.AskAsync<GroupLine[]>(Routes.ListGroups)).ToDictionary(group => group.Name);
}
