using System.IO.Pipelines;
using PeerShare.App.Tracking;

namespace PeerShare.App.Tests.Tracking;

/// <summary>A tracker that says nothing for long is not there any more, whatever its connection says.</summary>
public sealed class PatientStreamTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly ManualTime time = new();
    private readonly Pipe pipe = new();
    private readonly PatientStream stream;

    public PatientStreamTests() => stream = new PatientStream(pipe.Reader.AsStream(), Patience, time);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    [Fact]
    public async Task Who_is_silent_for_so_long_is_left()
    {
        var reading = ReadAsync();
        time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        reading.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));

        (await Should.ThrowAsync<IOException>(reading)).Message.ShouldBe("the tracker gives no sign of life");
    }

    [Fact]
    public async Task Each_sign_of_life_is_waited_for_as_long()
    {
        for (var sign = 0; sign < 5; sign++)
        {
            var reading = ReadAsync();
            time.Advance(Patience / 2);
            await pipe.Writer.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
            (await reading).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Who_gives_up_is_not_told_of_silence()
    {
        using var over = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[1], over.Token).AsTask();
        await over.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    private Task<int> ReadAsync() => stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
}
