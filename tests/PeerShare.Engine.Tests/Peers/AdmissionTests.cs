using System.Net;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Peers;

public sealed class AdmissionTests
{
    private static readonly PeerIdentity Low = new(new PeerId("-PS0001-aaaaaaaaaaaa"u8));
    private static readonly PeerIdentity High = new(new PeerId("-PS0001-zzzzzzzzzzzz"u8));
    private static readonly PeerIdentity Third = new(RawPeer.Id);
    private static readonly IPAddress Here = IPAddress.Loopback;
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.1");

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
        admission.TryEnter(High, Here, true, out var seat, out _).ShouldBeTrue();
        admission.Leave(seat!);

        Enters(admission, High, dialled: true).ShouldBeTrue();
    }

    [Fact]
    public async Task A_silent_link_gives_way_to_a_new_one_of_the_same_peer()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = Of(Low, time: time);
        admission.TryEnter(High, Here, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        Enters(admission, High, dialled: false).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(31));

        Enters(admission, High, dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("another connection to the same peer took its place");
    }

    [Fact]
    public void A_node_does_not_talk_to_itself()
    {
        Of(Low).TryEnter(Low, Here, true, out _, out var refusal).ShouldBeFalse();

        refusal.ShouldBe("that is this node itself");
    }

    [Fact]
    public void There_are_never_more_links_than_allowed()
    {
        var admission = Of(Low, budget: new LinkBudget(1, 1));
        admission.TryEnter(High, Here, true, out var seat, out _).ShouldBeTrue();
        admission.TryEnter(Third, Here, true, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe("there are too many links");

        admission.Leave(seat!);
        Enters(admission, Third, dialled: true).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_too_many_links_the_one_that_was_idle_longest_makes_room()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = Of(Low, budget: new LinkBudget(1, 1), time: time);
        admission.TryEnter(High, Here, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        Enters(admission, Third, dialled: false).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(11));

        Enters(admission, Third, dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("idle, and there are too many links");
    }

    [Fact]
    public void A_transfer_has_no_more_links_than_it_may_and_leaves_the_nodes_to_others()
    {
        var budget = new LinkBudget(2, 2);
        var (crowded, other) = (Of(Low, most: 1, budget: budget), Of(Low, budget: budget));
        crowded.TryEnter(High, There, true, out var seat, out _).ShouldBeTrue();

        crowded.TryEnter(Third, There, true, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe("there are too many links for this torrent");
        Enters(other, Third, dialled: true).ShouldBeTrue();

        crowded.Leave(seat!);
        Enters(crowded, Third, dialled: true).ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:3::1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", "::1")]
    public void One_address_has_fewer_links_than_all_together_whatever_the_transfer(string first, string same, string other)
    {
        var budget = new LinkBudget(10, 1);
        var (one, another) = (Of(Low, budget: budget), Of(Low, budget: budget));
        one.TryEnter(High, IPAddress.Parse(first), false, out var seat, out _).ShouldBeTrue();

        another.TryEnter(Third, IPAddress.Parse(same), true, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe("there are too many links with this address");
        another.TryEnter(Third, IPAddress.Parse(other), true, out _, out _).ShouldBeTrue();

        one.Leave(seat!);
        another.TryEnter(High, IPAddress.Parse(same), true, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void This_machines_own_links_are_not_counted_by_address()
    {
        var admission = Of(Low, budget: new LinkBudget(10, 1));

        Enters(admission, High, dialled: false).ShouldBeTrue();
        Enters(admission, Third, dialled: false).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_too_many_links_for_one_torrent_the_one_that_was_idle_longest_makes_room()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = Of(Low, most: 1, time: time);
        admission.TryEnter(High, Here, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        Enters(admission, Third, dialled: false).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(11));

        Enters(admission, Third, dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("idle, and there are too many links");
    }

    [Fact]
    public async Task Of_too_many_links_with_one_address_an_idle_one_of_that_address_makes_room_and_no_other()
    {
        await using var stage = await LinkStage.OpenAsync();
        await using var elsewhere = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = Of(Low, budget: new LinkBudget(10, 1), time: time);
        admission.TryEnter(Third, IPAddress.Parse("192.0.2.2"), false, out var other, out _).ShouldBeTrue();
        other!.Attach(elsewhere.Link);
        admission.TryEnter(High, There, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        var newcomer = new PeerIdentity(new PeerId("-PS0001-nnnnnnnnnnnn"u8));
        admission.TryEnter(newcomer, There, false, out _, out _).ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(11));

        admission.TryEnter(newcomer, There, false, out _, out _).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("idle, and there are too many links");
        elsewhere.Link.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task A_connection_that_takes_the_place_of_another_needs_no_room()
    {
        await using var stage = await LinkStage.OpenAsync();
        var admission = Of(High, most: 1, budget: new LinkBudget(1, 1));
        admission.TryEnter(Low, There, true, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);

        admission.TryEnter(Low, There, false, out _, out _).ShouldBeTrue();

        (await stage.EndAsync()).ShouldBe("another connection to the same peer took its place");
    }

    [Fact]
    public void A_member_who_says_the_id_of_another_takes_nobodys_place()
    {
        var admission = Of(Low);
        var (one, other) = (High with { Member = EntityId.Create() }, High with { Member = EntityId.Create() });
        Enters(admission, one, dialled: false).ShouldBeTrue();

        Enters(admission, other, dialled: false).ShouldBeTrue();
        Enters(admission, High, dialled: false).ShouldBeTrue();
        Enters(admission, one, dialled: false).ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_has_no_more_links_than_nodes_and_only_its_own_idle_one_makes_room()
    {
        await using var stage = await LinkStage.OpenAsync();
        var time = new VirtualTime();
        var admission = Of(Low, most: 100, budget: new LinkBudget(100, 100), time: time);
        var member = EntityId.Create();
        for (var node = 0; node < 15; node++)
        {
            Enters(admission, new PeerIdentity(PeerId.Create(), member), dialled: false).ShouldBeTrue();
        }

        admission.TryEnter(new PeerIdentity(PeerId.Create(), member), Here, false, out var seat, out _).ShouldBeTrue();
        seat!.Attach(stage.Link);
        admission.TryEnter(new PeerIdentity(PeerId.Create(), member), Here, false, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe("there are too many links with this member");
        Enters(admission, new PeerIdentity(PeerId.Create(), EntityId.Create()), dialled: false).ShouldBeTrue();

        time.Advance(TimeSpan.FromSeconds(11));

        Enters(admission, new PeerIdentity(PeerId.Create(), member), dialled: false).ShouldBeTrue();
        (await stage.EndAsync()).ShouldBe("idle, and there are too many links");
    }

    private static Admission Of(PeerIdentity me, bool oneLinkEachWay = false, int most = 10, LinkBudget? budget = null, VirtualTime? time = null) =>
        new(me.Id, oneLinkEachWay, most, budget ?? new LinkBudget(10, 10), new Clock(time ?? new VirtualTime()));

    private static bool Enters(Admission admission, PeerIdentity peer, bool dialled) => admission.TryEnter(peer, Here, dialled, out _, out _);
}
