using PeerShare.App.Sharing;

namespace PeerShare.App.Tests.Sharing;

public sealed class ArrearsTests
{
    private readonly ManualTime time = new();
    private readonly Arrears arrears;

    public ArrearsTests() => arrears = new Arrears(time);

    [Fact]
    public void Who_knows_of_all_who_have_left_asks_nothing()
    {
        arrears.TryAsk(told: 0, known: 0).ShouldBeFalse();
        arrears.TryAsk(told: 3, known: 3).ShouldBeFalse();
    }

    [Fact]
    public void A_tracker_that_is_behind_does_no_harm() => arrears.TryAsk(told: 2, known: 3).ShouldBeFalse();

    [Fact]
    public void Each_further_one_is_asked_for_at_once()
    {
        arrears.TryAsk(told: 1, known: 0).ShouldBeTrue();
        arrears.TryAsk(told: 2, known: 0).ShouldBeTrue();
    }

    [Fact]
    public void The_same_is_asked_again_only_now_and_then_however_many_torrents_announce()
    {
        arrears.TryAsk(told: 1, known: 0).ShouldBeTrue();
        Enumerable.Range(0, 1000).ShouldAllBe(_ => !arrears.TryAsk(1, 0));

        time.Advance(TimeSpan.FromSeconds(30));

        Enumerable.Range(0, 1000).Count(_ => arrears.TryAsk(1, 0)).ShouldBe(1);
    }
}
