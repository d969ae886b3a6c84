using PeerShare.Engine.Policies;
using static PeerShare.Engine.Tests.Policies.RingLinks;

namespace PeerShare.Engine.Tests.Policies;

public sealed class DealtSharesTests
{
    private const int Chunks = 10;
    private const int Peers = 5;
    private const int Patience = 30_000;

    private readonly List<Deal> deals = [];
    private readonly List<LinkFacts> links = [];

    [Fact]
    public void Peer_n_is_dealt_the_chunks_that_leave_n_minus_1_when_divided_by_the_number_of_peers()
    {
        var shares = Shares();
        for (var number = 1; number <= Peers; number++)
        {
            Joins(shares, number, now: number);
        }

        deals.Select(deal => deal.Number).ShouldBe([1, 2, 3, 4, 5]);
        deals[0].Chunks.ShouldBe([0, 5]);
        deals[4].Chunks.ShouldBe([4, 9]);
        deals.SelectMany(deal => deal.Chunks).ShouldBeUnique();
    }

    [Fact]
    public void A_peer_that_comes_again_keeps_its_number_and_its_share()
    {
        var shares = Shares();
        var first = Joins(shares, 1, now: 0);
        links.Remove(first);
        Joins(shares, 2, now: 10);
        var again = Joins(shares, 1, now: 20);

        deals.Count.ShouldBe(2);
        shares.NumberOf(again.Card.Id).ShouldBe(1);
        shares.Shows(again, Piece(5)).ShouldBeTrue();
        shares.Shows(again, Piece(1)).ShouldBeFalse();
    }

    /// <summary>Another client that tries the port, or a scanner: it neither takes a share nor holds the ring up.</summary>
    [Fact]
    public void Whoever_names_no_download_neighbour_is_dealt_nothing()
    {
        var shares = Shares();
        var stranger = Link(9, At(50_009), dialled: false, Chunks);
        stranger.Next = null;
        links.Add(stranger);
        var first = Joins(shares, 1, now: 10);

        shares.NumberOf(stranger.Card.Id).ShouldBe(0);
        shares.NumberOf(first.Card.Id).ShouldBe(1);
        deals.ShouldHaveSingleItem().Peer.ShouldBe(first.Card.Id);
        first.Has = Protocol.Values.Bitfield.Full(Chunks);
        Passes(shares, from: 100, to: 1_000);
        shares.EveryPeerIsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_sixth_peer_is_dealt_the_first_share_again()
    {
        var shares = Shares();
        for (var number = 1; number <= 6; number++)
        {
            Joins(shares, number, now: number);
        }

        deals[5].Chunks.ShouldBe([0, 5]);
    }

    [Fact]
    public void Shares_without_a_peer_go_to_those_present_each_chunk_once()
    {
        var shares = Shares();
        Joins(shares, 1, now: 0);
        Joins(shares, 2, now: 0);
        Passes(shares, from: 0, to: Patience - 1000, gaining: true);
        deals.Count.ShouldBe(2);

        Passes(shares, from: Patience - 1000, to: Patience + 1000, gaining: true);

        deals.Where(deal => deal.Reason == DealReason.Remainder).SelectMany(deal => deal.Chunks).Order().ShouldBe([2, 3, 4, 7, 8, 9]);
        deals.SelectMany(deal => deal.Chunks).ShouldBeUnique();
    }

    [Fact]
    public void A_chunk_that_left_with_its_only_holder_is_shown_to_one_more_peer_after_ten_seconds()
    {
        var shares = Shares();
        var leaving = Joins(shares, 1, now: 0);
        leaving.Has.Set(0);
        for (var number = 2; number <= Peers; number++)
        {
            Joins(shares, number, now: 0);
        }

        links.Remove(leaving);
        Passes(shares, from: 1_000, to: 10_500, gaining: true);
        deals.Count.ShouldBe(Peers);

        Passes(shares, from: 10_500, to: 13_000, gaining: true);

        deals.Skip(Peers).ShouldAllBe(deal => deal.Reason == DealReason.Healing);
        deals.Skip(Peers).SelectMany(deal => deal.Chunks).Order().ShouldBe([0, 5]);
    }

    [Fact]
    public void Nothing_is_healed_while_a_slow_peer_is_still_fetching_its_share()
    {
        var shares = Shares();
        for (var number = 1; number <= Peers; number++)
        {
            Joins(shares, number, now: 0);
        }

        Passes(shares, from: 0, to: 100_000, gaining: true);

        deals.Count.ShouldBe(Peers);
    }

    [Fact]
    public void Nothing_is_healed_while_a_large_chunk_is_still_on_its_way_to_a_slow_peer()
    {
        var shares = Shares();
        for (var number = 1; number <= Peers; number++)
        {
            Joins(shares, number, now: 0).UploadRate = 5_000;
        }

        Passes(shares, from: 0, to: Patience - 1_000);

        deals.Count.ShouldBe(Peers);
    }

    [Fact]
    public void Of_a_crowd_of_strangers_the_earliest_are_forgotten_and_no_number_is_given_twice()
    {
        var shares = Shares();
        var first = Joins(shares, 1, now: 0);
        for (var number = 2; number <= 1_200; number++)
        {
            links.Remove(Joins(shares, number, now: number));
        }

        var last = Joins(shares, 1_201, now: 1_201);

        shares.NumberOf(first.Card.Id).ShouldBe(1);
        shares.NumberOf(Peer(2)).ShouldBe(0);
        shares.NumberOf(last.Card.Id).ShouldBe(1_201);
    }

    [Fact]
    public void A_latecomer_whose_share_others_got_keeps_its_number_when_the_owner_starts_again()
    {
        var before = Shares();
        Joins(before, 1, now: 0);
        Passes(before, from: 0, to: Patience + 1_000, gaining: true);
        Joins(before, 2, now: Patience + 2_000);
        deals[^1].Chunks.ShouldBeEmpty();
        links.Clear();

        var after = new DealtShares(Chunks, Peers, Patience, new Random(1), deals.Add, [.. deals]);
        var third = Joins(after, 3, now: 0);

        after.NumberOf(third.Card.Id).ShouldBe(3);
    }

    [Fact]
    public void A_peer_that_gains_nothing_for_as_long_as_patience_lasts_is_shown_more()
    {
        var shares = Shares();
        var stuck = Joins(shares, 1, now: 0);
        for (var number = 2; number <= Peers; number++)
        {
            Joins(shares, number, now: 0).Has.SetAll();
        }

        stuck.Has.Set(0);
        stuck.Has.Set(5);
        Passes(shares, from: 0, to: Patience + 500);

        var rescue = deals[^1];
        (rescue.Number, rescue.Reason).ShouldBe((1, DealReason.Rescue));
        rescue.Chunks.ShouldBe([1, 2]);
    }

    [Fact]
    public void Peers_that_were_complete_and_left_between_two_looks_count()
    {
        var shares = Shares();
        var first = Joins(shares, 1, now: 0);
        first.Has.SetAll();
        links.Remove(first);

        Passes(shares, from: 1, to: 500);

        shares.EveryShareIsDealt.ShouldBeTrue();
    }

    [Fact]
    public void Every_share_is_dealt_when_every_chunk_has_reached_somebody_also_if_they_have_left_since()
    {
        var shares = Shares();
        var first = Joins(shares, 1, now: 0);
        first.Has.SetAll();
        Passes(shares, from: 0, to: 500);
        shares.EveryShareIsDealt.ShouldBeTrue();

        links.Remove(first);
        Passes(shares, from: 500, to: 1_000);
        shares.EveryShareIsDealt.ShouldBeTrue();
    }

    [Fact]
    public void An_owner_that_starts_again_remembers_numbers_and_shares()
    {
        var before = Shares();
        Joins(before, 1, now: 0);
        Joins(before, 2, now: 0);
        links.Clear();

        var after = new DealtShares(Chunks, Peers, Patience, new Random(1), deals.Add, [.. deals]);
        var second = Joins(after, 2, now: 0);
        var third = Joins(after, 3, now: 0);

        after.NumberOf(second.Card.Id).ShouldBe(2);
        after.NumberOf(third.Card.Id).ShouldBe(3);
        deals.Count.ShouldBe(3);
    }

    private static Protocol.Values.PieceIndex Piece(int number) => Protocol.Values.PieceLayout.Create(Chunks, 1).Index(number);

    private DealtShares Shares() => new(Chunks, Peers, Patience, new Random(1), deals.Add, []);

    private LinkFacts Joins(DealtShares shares, int number, long now)
    {
        var link = Link(number, At(50_000 + number), dialled: false, Chunks, now);
        links.Add(link);
        shares.Review(links, now);
        return link;
    }

    private void Passes(DealtShares shares, long from, long to, bool gaining = false)
    {
        for (var now = from; now <= to; now += 100)
        {
            foreach (var link in links.Where(_ => gaining))
            {
                link.LastGain = now;
            }

            shares.Review(links, now);
        }
    }
}
