using System.Net;
using PeerShare.Engine.Policies;
using static PeerShare.Engine.Tests.Policies.RingLinks;

namespace PeerShare.Engine.Tests.Policies;

public sealed class RingTopologyTests
{
    private const int Patience = 30_000;
    private static readonly IPEndPoint Owner = At(5000);
    private static readonly IPEndPoint Neighbour = At(5002);

    private readonly List<LinkFacts> links = [];
    private RingTopology topology = new(new RingPlace(Owner, Neighbour, [], Patience));

    [Fact]
    public void The_owner_and_the_neighbour_are_dialled_at_once_and_only_once()
    {
        Dials(0).ShouldBe([Owner, Neighbour]);
        Dials(100).ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_refuses_is_dialled_again_a_second_later()
    {
        Dials(0);
        topology.DialFailed(Owner, 10);

        Dials(900).ShouldBeEmpty();
        Dials(1_010).ShouldBe([Owner]);
    }

    [Fact]
    public void Requests_go_to_the_owner_and_the_neighbour_but_not_over_accepted_links()
    {
        Dials(0);

        topology.MayRequestFrom(Up(1, Owner, dialled: true)).ShouldBeTrue();
        topology.MayRequestFrom(Up(2, Neighbour, dialled: true)).ShouldBeTrue();
        topology.MayRequestFrom(Up(3, At(50_001), dialled: false)).ShouldBeFalse();
    }

    [Fact]
    public void A_neighbour_that_was_reached_and_refuses_now_is_replaced_by_its_own_neighbour()
    {
        Dials(0);
        var link = Up(2, Neighbour, dialled: true);
        link.Next = At(5003);
        topology.Introduced(link, 10);
        Down(link, 1_000);
        Dials(1_000).ShouldBe([Neighbour]);

        topology.DialFailed(Neighbour, 1_001);

        Dials(1_002).ShouldBe([At(5003)]);
        topology.MayRequestFrom(Up(3, At(5003), dialled: true)).ShouldBeTrue();
    }

    [Fact]
    public void A_neighbour_that_was_never_reached_is_waited_for_as_long_as_patience_lasts()
    {
        topology.Found([At(5004)], from: null);
        Dials(0);
        Up(1, Owner, dialled: true);
        topology.DialFailed(Neighbour, 10);
        Dials(2_000).ShouldBe([Neighbour]);
        topology.DialFailed(Neighbour, Patience - 10);

        Dials(Patience).ShouldBe([At(5004)]);
    }

    [Fact]
    public void A_silent_neighbour_is_dropped_after_five_seconds_and_replaced()
    {
        topology.Found([At(5004)], from: null);
        Dials(0);
        var link = Up(2, Neighbour, dialled: true);
        link.LastHeard = 1_000;

        topology.Review(links, false, 5_900).Drop.ShouldBeEmpty();
        topology.Review(links, false, 6_000).Drop.Select(drop => drop.Link).ShouldBe([link.Id]);
        Down(link, 6_001);
        Dials(6_002).ShouldContain(At(5004));
    }

    [Fact]
    public void A_neighbour_that_was_restarted_elsewhere_and_says_so_is_dialled_there_and_its_stand_in_dropped()
    {
        Dials(0);
        var old = Up(2, Neighbour, dialled: true);
        old.Next = At(5003);
        topology.Introduced(old, 10);
        Down(old, 1_000);
        Dials(1_000);
        topology.DialFailed(Neighbour, 1_001);
        Dials(1_002);
        var standIn = Up(3, At(5003), dialled: true, now: Patience);

        var told = Up(2, At(50_002), dialled: false, link: 4);
        told.Listens = At(6002);
        topology.Introduced(told, 2_000);
        Dials(2_000).ShouldContain(At(6002));
        var back = Up(2, At(6002), dialled: true, link: 5, now: 2_000);

        topology.Review(links, false, 2_000 + RingTopology.SettledAfter).Drop.Select(drop => drop.Link).ShouldBe([standIn.Id]);
        topology.MayRequestFrom(back).ShouldBeTrue();
    }

    [Fact]
    public void A_neighbour_that_was_banned_is_replaced_and_left_alone()
    {
        topology.Found([At(5004)], from: null);
        Dials(0);
        Up(1, Owner, dialled: true);
        var liar = Up(2, Neighbour, dialled: true);
        liar.IsBanned = true;
        Down(liar, 1_000);

        Dials(1_000).ShouldBe([At(5004)]);
        Up(4, At(5004), dialled: true);
        Dials(60_000).ShouldBeEmpty();
    }

    [Fact]
    public void When_complete_no_new_source_is_looked_for()
    {
        Dials(0);
        Up(1, Owner, dialled: true);
        topology.DialFailed(Neighbour, 10);

        topology.Review(links, complete: true, 5_000).Dial.ShouldBeEmpty();
    }

    [Fact]
    public void Remembered_upload_neighbours_are_told_of_us_until_one_of_them_dials()
    {
        topology = new(new RingPlace(Owner, Neighbour, [At(5005)], Patience));
        Dials(0).ShouldBe([Owner, Neighbour, At(5005)]);
        topology.DialFailed(At(5005), 1);
        Dials(2_000).ShouldBe([At(5005)]);
        topology.DialFailed(At(5005), 2_001);
        Up(9, At(50_009), dialled: false).Listens = At(5005);

        Dials(4_000).ShouldBeEmpty();
    }

    [Fact]
    public void A_neighbour_that_hangs_up_at_once_is_dialled_again_a_second_later()
    {
        Dials(0);
        Up(1, Owner, dialled: true);
        var link = Up(2, Neighbour, dialled: true);
        Down(link, 10);

        Dials(11).ShouldBeEmpty();
        Dials(1_010).ShouldBe([Neighbour]);
    }

    [Fact]
    public void Whoever_was_told_of_us_is_not_dropped_and_dialled_in_turn_because_others_know_it_too()
    {
        topology = new(new RingPlace(Owner, Neighbour, [At(5005)], Patience));
        topology.Found([At(5005)], from: null);
        Dials(0);
        Up(2, Neighbour, dialled: true);
        Up(5, At(5005), dialled: true);

        topology.Review(links, complete: false, 100).Drop.ShouldBeEmpty();
    }

    [Fact]
    public void A_peer_that_was_told_of_us_stands_in_without_being_dialled_again()
    {
        topology = new(new RingPlace(Owner, Neighbour, [At(5005)], Patience));
        topology.Found([At(5005)], from: null);
        Dials(0);
        Up(1, Owner, dialled: true);
        var told = Up(5, At(5005), dialled: true);
        topology.MayRequestFrom(told).ShouldBeFalse();

        Dials(Patience).ShouldBeEmpty();

        topology.MayRequestFrom(told).ShouldBeTrue();
    }

    [Fact]
    public void A_stand_in_that_has_nothing_for_us_makes_room_for_another()
    {
        topology.Found([At(5003), At(5004)], from: null);
        Dials(0);
        topology.DialFailed(Neighbour, Patience - 10);
        Dials(Patience).ShouldContain(At(5003));
        var useless = Up(3, At(5003), dialled: true);
        useless.WeInterested = true;
        topology.Review(links, complete: false, 60_000).Drop.ShouldBeEmpty();
        useless.WeInterested = false;

        Dials(60_000 + RingTopology.UselessAfter).ShouldContain(At(5004));
        topology.MayRequestFrom(useless).ShouldBeFalse();
        topology.MayRequestFrom(Up(4, At(5004), dialled: true)).ShouldBeTrue();
        topology.Review(links, complete: false, 71_000).Drop.Select(drop => drop.Link).ShouldBe([useless.Id]);
    }

    /// <summary>The owner may be slow to deal: nobody changes places for that.</summary>
    [Fact]
    public void With_the_owner_there_a_stand_in_keeps_its_place_for_half_the_patience()
    {
        topology.Found([At(5003), At(5004)], from: null);
        Dials(0);
        var owner = Up(1, Owner, dialled: true);
        topology.DialFailed(Neighbour, Patience - 10);
        Dials(Patience).ShouldBe([At(5003)]);
        var standIn = Up(3, At(5003), dialled: true, now: Patience);
        for (var now = Patience; now < Patience * 3 / 2; now += 100)
        {
            links.ForEach(link => link.LastHeard = now);
            topology.Found([At(5_005 + (now / 100))], owner);
            Dials(now).Except([Neighbour]).ShouldBeEmpty();
            topology.MayRequestFrom(standIn).ShouldBeTrue();
        }

        Dials(Patience * 3 / 2).ShouldContain(At(5004));
    }

    [Fact]
    public void A_neighbour_that_comes_and_goes_does_not_take_the_stand_in_away()
    {
        topology.Found([At(5003)], from: null);
        Dials(0);
        Up(1, Owner, dialled: true);
        topology.DialFailed(Neighbour, Patience - 10);
        Dials(Patience);
        var standIn = Up(3, At(5003), dialled: true, now: Patience);
        for (var now = Patience; now < Patience + 20_000; now += 2_000)
        {
            var back = Up(2, Neighbour, dialled: true, link: now, now: now);
            links.ForEach(link => link.LastHeard = now);
            topology.Review(links, complete: false, now + 500).Drop.ShouldBeEmpty();
            Down(back, now + 900);
            topology.Review(links, complete: false, now + 1_000).Drop.ShouldBeEmpty();
            topology.MayRequestFrom(standIn).ShouldBeTrue();
        }
    }

    [Fact]
    public void What_a_stranger_says_is_tried_last()
    {
        Dials(0);
        var owner = Up(1, Owner, dialled: true);
        var stranger = Up(66, At(50_066), dialled: false);
        topology.Found([.. Enumerable.Range(10_000, 5_000).Select(At)], stranger);
        topology.Found([At(5004)], owner);
        topology.DialFailed(Neighbour, Patience - 10);

        Dials(Patience).ShouldBe([At(5004)]);
    }

    [Fact]
    public void Where_nobody_is_we_look_less_and_less()
    {
        topology.Found([At(5004)], from: null);
        Dials(0);
        Up(1, Owner, dialled: true);
        topology.DialFailed(Neighbour, 10);
        var dials = 0;
        for (var now = Patience; now < Patience + 60_000; now += 100)
        {
            foreach (var address in Dials(now))
            {
                dials += address.Equals(Neighbour) ? 0 : 1;
                topology.DialFailed(address, now);
            }
        }

        dials.ShouldBeInRange(5, 10);
    }

    [Fact]
    public void A_ring_peer_that_fell_silent_is_left_by_those_that_it_dialled_too()
    {
        var ours = Up(3, At(50_003), dialled: false);
        ours.Next = At(5004);
        var ordinary = Up(4, At(50_004), dialled: false);
        ours.LastHeard = ordinary.LastHeard = 1_000;

        topology.Review(links, false, 6_000).Drop.Select(drop => drop.Link).ShouldBe([ours.Id]);
        new AcceptOnly().Review(links, true, 6_000).Drop.Select(drop => drop.Link).ShouldBe([ours.Id]);
    }

    private IReadOnlyList<IPEndPoint> Dials(long now) => topology.Review(links, complete: false, now).Dial;

    private LinkFacts Up(int peer, IPEndPoint address, bool dialled, int? link = null, long now = 0)
    {
        var facts = new LinkFacts(new LinkId(link ?? peer), new PeerCard(Peer(peer), address, dialled, true, true), 10, now) { LastHeard = long.MaxValue / 2 };
        links.Add(facts);
        topology.Up(facts, now);
        return facts;
    }

    private void Down(LinkFacts link, long now)
    {
        links.Remove(link);
        topology.Down(link, now);
    }
}
