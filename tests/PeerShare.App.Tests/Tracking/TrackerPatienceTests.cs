using PeerShare.App.Parsing;
using PeerShare.App.Tests.Client;
using PeerShare.App.Tracking;
using static PeerShare.App.Tests.Tracking.ScriptedServer;

namespace PeerShare.App.Tests.Tracking;

/// <summary>How long a tracker that does not work is waited for, and when it is looked at again.</summary>
public sealed class TrackerPatienceTests : IDisposable
{
    private const string Works = "[]";

    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(1.25);

    private readonly ManualTime time = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_that_hangs_is_left_for_the_next_before_two_seconds_have_passed()
    {
        await using var hanging = new ScriptedServer((string?)null);
        await using var well = new ScriptedServer(Http("200 OK", "{\"userId\":\"00\",\"name\":\"alice\"}"));
        using var link = LinkOf(hanging.Port, well.Port);
        var begun = time.GetTimestamp();

        var asking = new TrackerClient(link, time).MeAsync("token", TestContext.Current.CancellationToken);
        await AskedAsync(hanging, times: 1);
        time.Advance(LookAfter);
        await AskedAsync(hanging, times: 2);
        time.Advance(ProbePatience);

        (await asking).Name.ShouldBe("alice");
        time.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        link.Roster.Trackers.Select(tracker => (tracker.Address.Port, tracker.IsUp)).ShouldBe([(well.Port, true), (hanging.Port, false)]);
    }

    [Fact]
    public async Task One_that_does_not_work_is_looked_at_again_after_one_second_and_each_time_after_twice_as_long_up_to_ten()
    {
        var fault = Http("500 Oops", "{}");
        await using var tracker = new ScriptedServer(fault, fault, fault, fault, fault, fault, Http("200 OK", Works), fault, fault);
        using var link = LinkOf(tracker.Port);
        using var over = new CancellationTokenSource();

        var watching = new TrackerWatch(link, time).RunAsync(over.Token);
        foreach (var seconds in new[] { 1, 2, 4, 8, 10, 10, 10, 1, 2 })
        {
            await WaitsAsync(seconds);
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await over.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task One_that_hangs_is_looked_at_again_as_one_that_is_away()
    {
        await using var hanging = new ScriptedServer((string?)null);
        using var link = LinkOf(hanging.Port);
        using var over = new CancellationTokenSource();

        var watching = new TrackerWatch(link, time).RunAsync(over.Token);
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await time.TimerSetAsync(ProbePatience).WaitAsync(TestContext.Current.CancellationToken);
            time.Advance(ProbePatience);
            await WaitsAsync(seconds);
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await over.CancelAsync();
        await watching;
        link.Roster.Trackers.ShouldHaveSingleItem().IsUp.ShouldBeFalse();
    }

    private static Task AskedAsync(ScriptedServer server, int times) => ClientStage.UntilAsync(() => Task.FromResult(server.Requests.Count == times));

    private Task WaitsAsync(int seconds) => time.TimerSetAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(TestContext.Current.CancellationToken);

    private TrackerLink LinkOf(params int[] ports) => new(
        [.. ports.Select(port => new Address("127.0.0.1", port))],
        new TrackerTrust([], new TrackerPin(folder.Path, _ => { }), TimeProvider.System),
        time,
        patience: TimeSpan.FromMinutes(10));
}
