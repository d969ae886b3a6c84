using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>What a supervisor and a client are told of trackers that lag or whose clocks are wrong.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Of_trackers_in_step_nothing_is_wrong()
    {
        await using var stage = await MirrorStage.StartAsync(2);

        var health = await ReadyAsync(stage);

        (health.Ready, health.Problem).ShouldBe((true, null));
        health.Trackers.ShouldBe([LineOf(stage, 0, TrackerState.Self), LineOf(stage, 1, TrackerState.Up)]);
        (await stage.ClientOf(0).AskAsync<TrackerLine[]>(Routes.Trackers)).ShouldBe(health.Trackers);
    }

    [Fact]
    public async Task A_mirror_that_is_away_is_named_with_its_lag_and_the_tracker_stays_ready()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        await stage.StopAsync(1);
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        var health = await ReadyAsync(stage);
        await MirrorStage.UntilAsync(async () =>
            (health = await ReadyAsync(stage)).Problem?.StartsWith($"{stage.Hosts[1].Endpoint} cannot be reached ", StringComparison.Ordinal) == true);

        health.Ready.ShouldBeTrue();
        var away = health.Trackers[1];
        (away.Address, away.State, away.Problem).ShouldBe(($"{stage.Hosts[1].Endpoint}", TrackerState.Away, health.Problem));
        away.BehindSeconds.ShouldBeGreaterThan(0);

        await stage.StartAgainAsync(1);
        await stage.UntilAllAreUpAsync();
        (await ReadyAsync(stage)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_named_on_both_sides_and_both_stay_ready()
    {
        await using var stage = await MirrorStage.StartAsync(1);
        await stage.AddAsync(options => options with { TimeProvider = new ShiftedTime(TimeSpan.FromMinutes(10)) });
        for (var index = 0; index < 2; index++)
        {
            var other = stage.Hosts[1 - index].Endpoint;
            var told = $"the clock of {other} and ours are 10 minutes apart; set them";
            await MirrorStage.UntilAsync(async () => (await ReadyAsync(stage, index)).Problem == told);

            (await ReadyAsync(stage, index)).Ready.ShouldBeTrue();
            (await stage.ClientOf(index).AskAsync<TrackerLine[]>(Routes.Trackers)).Single(line => line.Address == $"{other}").Problem.ShouldBe(told);
        }
    }

    private static TrackerLine LineOf(MirrorStage stage, int index, TrackerState state) => new($"{stage.Hosts[index].Endpoint}", state, 0, null);

    private static Task<Health> ReadyAsync(MirrorStage stage, int index = 0) => stage.ClientOf(index).AskAsync<Health>(Routes.Ready);
}
