using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>The owner of a ring's file deals it out: peer n of N is shown the chunks i with i mod N = (n − 1) mod N. A
/// chunk is shown to a second peer only when N peers have joined before, or to heal the ring. Who names no download neighbour is no
/// peer of a ring, and gets neither number nor share.</summary>
public sealed class DealtShares : IOffer
{
    private const int CheckEvery = 250;
    private const int HealAfter = 10_000;

    /// <summary>Peers that are remembered; of more the one that joined first and is not here is forgotten.</summary>
    private const int MostSeats = 1_000;

    /// <summary>Bytes a second to a peer that is being served.</summary>
    private const double Served = 100;

    private readonly int peers;
    private readonly int patience;
    private readonly Random random;
    private readonly Action<Deal> dealt;
    private readonly Bitfield everShown;
    private readonly Bitfield everHad;
    private readonly List<Seat> seats = [];
    private readonly Dictionary<PeerId, Seat> seatOf = [];
    private readonly Dictionary<int, long> lonelySince = [];
    private readonly HashSet<LinkFacts> metSinceCheck = [];
    private volatile bool everyShareIsDealt;
    private volatile bool everyPeerIsComplete;
    private bool remainderIsDealt;
    private int lastNumber;
    private long lastJoin;
    private long nextCheck = long.MinValue;

    /// <param name="chunks">Chunks of the file.</param>
    /// <param name="peers">Shares to deal.</param>
    /// <param name="patience">Milliseconds without a newcomer, or of a peer without a gain, before help comes.</param>
    /// <param name="random">Chooses whom to show a lonely chunk.</param>
    /// <param name="dealt">Told every deal.</param>
    /// <param name="before">Deals of an earlier run, in their order; those peers keep their numbers.</param>
    public DealtShares(int chunks, int peers, int patience, Random random, Action<Deal> dealt, IEnumerable<Deal> before)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(peers, 1);
        this.peers = peers;
        this.patience = patience;
        this.random = random;
        this.dealt = dealt;
        everShown = new Bitfield(chunks);
        everHad = new Bitfield(chunks);
        foreach (var deal in before)
        {
            Restore(deal);
        }
    }

    /// <summary>Every chunk has reached some peer. May be read from any thread.</summary>
    public bool EveryShareIsDealt => everyShareIsDealt;

    /// <summary>Every peer that is connected holds everything. May be read from any thread.</summary>
    public bool EveryPeerIsComplete => everyPeerIsComplete;

    public bool Shows(LinkFacts link, PieceIndex piece) =>
        seatOf.TryGetValue(link.Card.Id, out var seat) && seat.Shown[piece];

    /// <summary>The peer's number, from 1, or 0 before it joined.</summary>
    public int NumberOf(PeerId peer) => seatOf.TryGetValue(peer, out var seat) ? seat.Number : 0;

    public bool AwaitsIntroduction(LinkFacts link) => link.Card.Extended && !link.Introduced;

    public IReadOnlyList<Showing> Review(IReadOnlyCollection<LinkFacts> links, long now) =>
        ReviewRing([.. links.Where(link => link.Next is not null)], now);

    private List<Showing> ReviewRing(IReadOnlyCollection<LinkFacts> links, long now)
    {
        List<Showing> shown = [];
        foreach (var link in links.Where(link => !seatOf.ContainsKey(link.Card.Id)))
        {
            Join(link, now, shown);
            ForgetAStranger(links);
        }

        metSinceCheck.UnionWith(links);
        if (now >= nextCheck)
        {
            nextCheck = now + CheckEvery;
            Check(links, now, shown);
        }

        return shown;
    }

    private void Check(IReadOnlyCollection<LinkFacts> links, long now, List<Showing> shown)
    {
        everyPeerIsComplete = links.All(link => link.IsComplete);
        CountWhatPeersHad(links);
        if (links.Count == 0)
        {
            return;
        }

        var here = new Bitfield(everHad.Length);
        foreach (var link in links)
        {
            here.UnionWith(link.Has);
        }

        DealTheRemainder(links, now, shown);
        Heal(links, here, now, shown);
        Rescue(links, now, shown);
    }

    /// <summary>Also those count who were complete and left before we looked.</summary>
    private void CountWhatPeersHad(IReadOnlyCollection<LinkFacts> links)
    {
        foreach (var link in metSinceCheck)
        {
            everHad.UnionWith(link.Has);
        }

        metSinceCheck.IntersectWith(links);
        everyShareIsDealt = everHad.IsFull;
    }

    private void Join(LinkFacts link, long now, List<Showing> shown)
    {
        var seat = TakeSeat(link.Card.Id, lastNumber + 1);
        lastJoin = now;
        var isTaken = remainderIsDealt && seat.Number <= peers;
        Deal(link, seat, DealReason.Share, isTaken ? [] : ShareOf(seat.Number - 1), shown);
    }

    /// <summary>Fewer peers came than were announced: those present get the missing shares, each chunk once.</summary>
    private void DealTheRemainder(IReadOnlyCollection<LinkFacts> links, long now, List<Showing> shown)
    {
        if (remainderIsDealt || lastNumber >= peers || now - lastJoin < patience)
        {
            return;
        }

        remainderIsDealt = true;
        var takers = links.OrderBy(link => seatOf[link.Card.Id].Number).ToList();
        var chunks = Enumerable.Range(lastNumber, peers - lastNumber).SelectMany(ShareOf).Order().ToList();
        for (var taker = 0; taker < takers.Count; taker++)
        {
            var part = chunks.Where((_, position) => position % takers.Count == taker);
            Deal(takers[taker], seatOf[takers[taker].Card.Id], DealReason.Remainder, part, shown);
        }
    }

    /// <summary>A chunk that was dealt, but that no connected peer has or is about to have, goes to one more peer.</summary>
    private void Heal(IReadOnlyCollection<LinkFacts> links, Bitfield here, long now, List<Showing> shown)
    {
        var fetching = new Bitfield(here.Length);
        foreach (var link in links.Where(link => now - link.LastGain < HealAfter || link.UploadRate > Served))
        {
            fetching.UnionWith(seatOf[link.Card.Id].Shown);
        }

        foreach (var chunk in everShown.Ones())
        {
            if (here[chunk] || fetching[chunk])
            {
                lonelySince.Remove(chunk);
            }
            else if (!lonelySince.TryAdd(chunk, now) && now - lonelySince[chunk] >= HealAfter)
            {
                lonelySince.Remove(chunk);
                HealChunk(chunk, links, shown);
            }
        }
    }

    private void HealChunk(int chunk, IReadOnlyCollection<LinkFacts> links, List<Showing> shown)
    {
        var takers = links.Where(link => !seatOf[link.Card.Id].Shown[chunk]).ToList();
        if (takers.Count > 0)
        {
            var taker = takers[random.Next(takers.Count)];
            Deal(taker, seatOf[taker.Card.Id], DealReason.Healing, [chunk], shown);
        }
    }

    /// <summary>A peer that gained nothing for too long is shown as many more chunks as a share has.</summary>
    private void Rescue(IReadOnlyCollection<LinkFacts> links, long now, List<Showing> shown)
    {
        foreach (var link in links.Where(link => !link.IsComplete))
        {
            var seat = seatOf[link.Card.Id];
            if (now - Math.Max(link.LastGain, seat.RescuedAt) < patience)
            {
                continue;
            }

            seat.RescuedAt = now;
            var lacking = Enumerable.Range(0, everHad.Length).Where(chunk => !link.Has[chunk] && !seat.Shown[chunk]);
            Deal(link, seat, DealReason.Rescue, lacking.Take((everHad.Length + peers - 1) / peers), shown);
        }
    }

    private IEnumerable<int> ShareOf(int position)
    {
        for (var chunk = position % peers; chunk < everHad.Length; chunk += peers)
        {
            yield return chunk;
        }
    }

    private void Deal(LinkFacts link, Seat seat, DealReason reason, IEnumerable<int> chunks, List<Showing> shown)
    {
        var news = chunks.Where(seat.Shown.Set).ToList();
        news.ForEach(chunk => everShown.Set(chunk));
        shown.AddRange(news.Select(chunk => new Showing(link.Id, chunk)));
        if (news.Count > 0 || reason == DealReason.Share)
        {
            dealt(new Deal(seat.Number, link.Card.Id, reason, news));
        }
    }

    private Seat TakeSeat(PeerId peer, int number)
    {
        lastNumber = Math.Max(lastNumber, number);
        var seat = new Seat(number, peer, new Bitfield(everHad.Length));
        seats.Add(seat);
        seatOf.Add(peer, seat);
        return seat;
    }

    /// <summary>Whoever says that it is a ring's peer gets a seat: those who come in crowds must not fill the memory.</summary>
    private void ForgetAStranger(IReadOnlyCollection<LinkFacts> links)
    {
        if (seats.Count <= MostSeats)
        {
            return;
        }

        var here = links.Select(link => link.Card.Id).ToHashSet();
        if (seats.Find(seat => !here.Contains(seat.Peer)) is { } stranger)
        {
            seats.Remove(stranger);
            seatOf.Remove(stranger.Peer);
        }
    }

    private void Restore(Deal deal)
    {
        var seat = seatOf.TryGetValue(deal.Peer, out var known) ? known : TakeSeat(deal.Peer, deal.Number);
        ForgetAStranger([]);
        remainderIsDealt |= deal.Reason == DealReason.Remainder;
        foreach (var chunk in deal.Chunks.Where(chunk => chunk >= 0 && chunk < everHad.Length))
        {
            seat.Shown.Set(chunk);
            everShown.Set(chunk);
        }
    }

    private sealed record Seat(int Number, PeerId Peer, Bitfield Shown)
    {
        public long RescuedAt { get; set; } = long.MinValue / 2;
    }
}
