namespace PeerShare.Engine.Policies;

/// <summary>Those who give us most may fetch, and one more by turns, so that newcomers get a start (BEP 3). When seeding,
/// the places go round. While there are no more takers than places everybody is served.</summary>
/// <param name="places">Links served at a time; at least 2. Fewer than 8 cost a small swarm speed.</param>
/// <param name="random">Chooses the optimistic unchoke.</param>
public sealed class TitForTat(int places, Random random) : IChokePolicy
{
    private const int OptimisticFor = 30_000;

    private readonly Dictionary<LinkId, long> openSince = [];
    private readonly Dictionary<LinkId, long> closedSince = [];
    private readonly Dictionary<LinkId, Gift> gifts = [];
    private LinkId? optimistic;
    private long optimisticSince;

    public int ReviewEvery => 10_000;

    public IReadOnlySet<LinkId> Open(IReadOnlyCollection<LinkFacts> links, bool seeding, bool rotate, long now)
    {
        var takers = links.Where(link => link.PeerInterested).ToList();
        var open = takers.Count <= places ? takers.Select(link => link.Id).ToHashSet()
            : !rotate ? Keep(takers, seeding)
            : seeding ? Turns(takers, now)
            : Best(takers, now);
        Remember(open, now);
        if (rotate)
        {
            StartRound(links);
        }

        return open;
    }

    /// <summary>A place that came free goes to whoever waited longest, or gave most; else to the newest.</summary>
    private HashSet<LinkId> Keep(List<LinkFacts> takers, bool seeding)
    {
        var staying = takers.Where(link => !link.WeChoke);
        var waiting = takers.Where(link => link.WeChoke);
        var next = seeding ? waiting.OrderBy(WaitingSince) : waiting.OrderByDescending(GivenLately).ThenByDescending(link => link.Since);
        return staying.Concat(next).Take(places).Select(link => link.Id).ToHashSet();
    }

    /// <summary>Whoever was served longest gives a third of the places to those who waited longest.</summary>
    private HashSet<LinkId> Turns(List<LinkFacts> takers, long now)
    {
        var served = takers.Where(link => !link.WeChoke).OrderByDescending(link => openSince.GetValueOrDefault(link.Id, now));
        var waiting = takers.Where(link => link.WeChoke).OrderBy(WaitingSince).ToList();
        var staying = served.Take(places - Math.Min(waiting.Count, Math.Max(1, places / 3)));
        return staying.Concat(waiting).Take(places).Select(link => link.Id).ToHashSet();
    }

    private HashSet<LinkId> Best(List<LinkFacts> takers, long now)
    {
        var open = takers.OrderByDescending(GivenLately).ThenBy(_ => random.Next())
            .Take(places - 1).Select(link => link.Id).ToHashSet();
        var others = takers.Where(link => !open.Contains(link.Id)).ToList();
        if (optimistic is not { } current || now - optimisticSince >= OptimisticFor || others.TrueForAll(link => link.Id != current))
        {
            optimistic = others[random.Next(others.Count)].Id;
            optimisticSince = now;
        }

        open.Add(optimistic.Value);
        return open;
    }

    private long WaitingSince(LinkFacts link) => closedSince.GetValueOrDefault(link.Id, link.Since);

    /// <summary>Bytes of this round, half of those of the round before, and so on: the rate of a moment says little, for who
    /// gives has pauses when it has nothing that we lack.</summary>
    private long GivenLately(LinkFacts link) =>
        gifts.TryGetValue(link.Id, out var gift) ? gift.Earlier + link.Downloaded - gift.Total : link.Downloaded;

    private void Remember(HashSet<LinkId> open, long now)
    {
        foreach (var closed in openSince.Keys.Where(link => !open.Contains(link)).ToList())
        {
            openSince.Remove(closed);
            closedSince[closed] = now;
        }

        foreach (var link in open)
        {
            openSince.TryAdd(link, now);
            closedSince.Remove(link);
        }
    }

    private void StartRound(IReadOnlyCollection<LinkFacts> links)
    {
        foreach (var link in links)
        {
            gifts[link.Id] = new Gift(link.Downloaded, GivenLately(link) / 2);
        }

        var here = links.Select(link => link.Id).ToHashSet();
        foreach (var gone in gifts.Keys.Where(link => !here.Contains(link)).ToList())
        {
            gifts.Remove(gone);
            closedSince.Remove(gone);
        }
    }

    /// <param name="Total">Bytes that had come when the round began.</param>
    /// <param name="Earlier">What earlier rounds count for.</param>
    private readonly record struct Gift(long Total, long Earlier);
}
