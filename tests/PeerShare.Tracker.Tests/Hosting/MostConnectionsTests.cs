using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Tests.Mirroring;

namespace PeerShare.Tracker.Tests.Hosting;

public sealed class MostConnectionsTests
{
    private const int Most = 5;
    private const string Question = $"GET {Routes.Live} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task One_more_than_a_tracker_takes_is_closed_and_when_one_has_ended_the_next_is_answered()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { MostConnections = Most });
        var open = new List<IDisposable>();
        for (var connection = 0; connection < Most; connection++)
        {
            open.Add(await RawCaller.HoldUpAsync(stage.Host.Endpoint, Routes.Login));
        }

        (await RawCaller.SayAsync(stage.Host.Endpoint, Question)).ShouldBe("");
        open[0].Dispose();
        await MirrorStage.UntilAsync(async () => (await RawCaller.SayAsync(stage.Host.Endpoint, Question)).StartsWith("HTTP/1.1 204", StringComparison.Ordinal));
        open.ForEach(connection => connection.Dispose());
    }
}
