using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Mirroring;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>A tracker that was stopped for a while first hears what the others did meanwhile.</summary>
public sealed class HearingTests
{
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(1.1);

    private readonly ManualTime time = new();
    private readonly Mirrors mirrors;
    private readonly Mirror mirror;

    public HearingTests()
    {
        mirrors = new Mirrors(time, _ => { });
        mirror = mirrors.Meet(new HostPort("192.0.2.7", 5000)).ShouldNotBeNull();
    }

    [Fact]
    public void Who_was_never_reached_is_not_waited_for()
    {
        time.Advance(Stop);

        mirrors.HearAsync().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Who_was_heard_of_late_is_not_waited_for()
    {
        Hear(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(0.9));

        mirrors.HearAsync().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_stop_only_what_was_asked_since_counts()
    {
        var before = time.GetTimestamp();
        Hear(before);
        time.Advance(Stop);

        var hearing = mirrors.HearAsync();
        Hear(before + 1);
        hearing.IsCompleted.ShouldBeFalse();
        Hear(time.GetTimestamp());

        await hearing;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_does_not_answer_then_is_left_out_and_is_away_when_it_does_not_ask_either(bool asks)
    {
        mirrors.Hear(mirror, VersionVector.Empty, VersionVector.Empty);
        Hear(time.GetTimestamp());
        time.Advance(Stop);

        var hearing = mirrors.HearAsync();
        if (asks)
        {
            mirrors.Hear(mirror, VersionVector.Empty, VersionVector.Empty);
        }

        time.Advance(Mirrors.ConfirmPatience);
        await hearing;

        mirrors.HearAsync().IsCompletedSuccessfully.ShouldBeTrue();
        mirror.Confirmation.IsConnected.ShouldBe(asks);
    }

    [Fact]
    public async Task Who_is_gone_is_not_waited_for_but_one_question_may_fail_because_of_the_stop()
    {
        var before = time.GetTimestamp();
        Hear(before);
        time.Advance(Stop);

        var hearing = mirrors.HearAsync();
        Fail(before + 1);
        Fail(before + 1);
        hearing.IsCompleted.ShouldBeFalse();
        Fail(time.GetTimestamp());

        await hearing;
    }

    [Fact]
    public async Task Who_could_not_be_reached_is_tried_again_as_soon_as_it_asks()
    {
        var before = mirror.Asked;
        time.Advance(Stop);
        var pausing = mirrors.PauseAsync(mirror, before, Stop, TestContext.Current.CancellationToken);
        Hear(time.GetTimestamp());
        pausing.IsCompleted.ShouldBeFalse();
        mirrors.Hear(mirror, VersionVector.Empty, VersionVector.Empty);
        await pausing;

        mirrors.PauseAsync(mirror, before, Stop, TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();
        var patient = mirrors.PauseAsync(mirror, mirror.Asked, Stop, TestContext.Current.CancellationToken);
        time.Advance(Stop);
        await patient;
    }

    [Fact]
    public async Task Writes_wait_for_who_has_answered_the_first_question_of_a_start()
    {
        var stamp = new Stamp(1, 0, 7);
        mirrors.ConfirmAsync(stamp).IsCompletedSuccessfully.ShouldBeTrue();
        mirrors.Expect(mirror);

        var confirming = mirrors.ConfirmAsync(stamp);
        confirming.IsCompleted.ShouldBeFalse();
        mirrors.Hear(mirror, VersionVector.Of([stamp]), VersionVector.Empty);
        await confirming;
    }

    private void Fail(long asked) => mirrors.Note(mirror, asked, "it cannot be reached", null);

    private void Hear(long asked) => mirrors.Note(mirror, asked, null, null);
}
