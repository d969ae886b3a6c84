using PeerShare.Engine.Peers;

namespace PeerShare.Engine.Tests.Peers;

public sealed class WakeTests
{
    [Fact]
    public async Task A_wake_up_before_the_wait_is_remembered_once()
    {
        var wake = new Wake();
        wake.Set();
        wake.Set();

        await wake.WaitAsync();
        var second = wake.WaitAsync().AsTask();

        second.IsCompleted.ShouldBeFalse();
        wake.Set();
        await second.Soon();
    }

    [Fact]
    public async Task No_wake_up_is_lost_between_two_threads()
    {
        var (ping, pong) = (new Wake(), new Wake());
        const int Rounds = 20_000;
        var other = Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await ping.WaitAsync();
                pong.Set();
            }
        }, TestContext.Current.CancellationToken);

        for (var round = 0; round < Rounds; round++)
        {
            ping.Set();
            await pong.WaitAsync();
        }

        await other.Soon();
    }
}
