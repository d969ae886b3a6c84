using PeerShare.Engine.Peers;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Peers;

public sealed class AdmissionTests
{
    private static readonly PeerId Low = new("-PS0001-aaaaaaaaaaaa"u8);
    private static readonly PeerId High = new("-PS0001-zzzzzzzzzzzz"u8);

    [Fact]
    public void Of_two_connections_made_at_once_both_sides_keep_the_lower_ones()
    {
        var (low, high) = (Of(Low), Of(High));

        // Low's connection reaches High before High's reaches Low, and the other way round.
        Enters(low, High, dialled: true).ShouldBeTrue();
        Enters(high, Low, dialled: true).ShouldBeTrue();
        Enters(high, Low, dialled: false).ShouldBeTrue();
        Enters(low, High, dialled: false).ShouldBeFalse();

        // Nor is High's let in later.
        Enters(high, Low, dialled: true).ShouldBeFalse();
    }

    [Fact]
    public void Where_links_are_one_way_there_is_one_each_way()
    {
        var ring = Of(Low, oneLinkEachWay: true);

        Enters(ring, High, dialled: true).ShouldBeTrue();
        Enters(ring, High, dialled: false).ShouldBeTrue();
        Enters(ring, High, dialled: true).ShouldBeFalse();
        Enters(ring, High, dialled: false).ShouldBeFalse();
    }

    [Fact]
    public void A_place_is_free_again_when_its_link_is_gone()
    {
        var admission = Of(Low);
        admission.TryEnter(High, true, out var seat, out _).ShouldBeTrue();
        admission.Leave(seat!);

        Enters(admission, High, dialled: true).ShouldBeTrue();
    }

    [Fact]
    public async Task A_silent_link_gives_way_to_a_new_one_of_the_same_peer()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = new Admission(Low, false, new LinkBudget(10), new Clock(time));
        admission.TryEnter(High, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        Enters(admission, High, dialled: false).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(31));

        Enters(admission, High, dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("another connection to the same peer took its place");
    }

    [Fact]
    public void A_node_does_not_talk_to_itself()
    {
        Of(Low).TryEnter(Low, true, out _, out var refusal).ShouldBeFalse();

        refusal.ShouldBe("that is this node itself");
    }

    [Fact]
    public void There_are_never_more_links_than_allowed()
    {
        var admission = Of(Low, most: 1);
        admission.TryEnter(High, true, out var seat, out _).ShouldBeTrue();
        admission.TryEnter(RawPeer.Id, true, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe("there are too many links");

        admission.Leave(seat!);
        Enters(admission, RawPeer.Id, dialled: true).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_too_many_links_the_one_that_was_idle_longest_makes_room()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = new Admission(Low, false, new LinkBudget(1), new Clock(time));
        admission.TryEnter(High, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        Enters(admission, RawPeer.Id, dialled: false).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(11));

        Enters(admission, RawPeer.Id, dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("idle, and there are too many links");
    }

    private static Admission Of(PeerId me, bool oneLinkEachWay = false, int most = 10) =>
        new(me, oneLinkEachWay, new LinkBudget(most), new Clock(new VirtualTime()));

    private static bool Enters(Admission admission, PeerId peer, bool dialled) => admission.TryEnter(peer, dialled, out _, out _);
}
