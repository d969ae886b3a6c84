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
    private LinkId? optimistic;
    private long optimisticSince;

    public int ReviewEvery => 10_000;

    public IReadOnlySet<LinkId> Open(IReadOnlyCollection<LinkFacts> links, bool seeding, bool rotate, long now)
    {
        var takers = links.Where(link => link.PeerInterested).ToList();
        var open = takers.Count <= places ? takers.Select(link => link.Id).ToHashSet()
            : !rotate ? Keep(takers)
            : seeding ? Turns(takers, now)
            : Best(takers, now);
        Remember(open, now);
        if (rotate)
        {
            ForgetWhoLeft(links);
        }

        return open;
    }

    private HashSet<LinkId> Keep(List<LinkFacts> takers)
    {
        var staying = takers.Where(link => !link.WeChoke);
        var newcomers = takers.Where(link => link.WeChoke).OrderByDescending(link => link.Since);
        return staying.Concat(newcomers).Take(places).Select(link => link.Id).ToHashSet();
    }

    /// <summary>Whoever was served longest gives a third of the places to those who waited longest.</summary>
    private HashSet<LinkId> Turns(List<LinkFacts> takers, long now)
    {
        var served = takers.Where(link => !link.WeChoke).OrderByDescending(link => openSince.GetValueOrDefault(link.Id, now));
        var waiting = takers.Where(link => link.WeChoke).OrderBy(link => closedSince.GetValueOrDefault(link.Id, link.Since)).ToList();
        var staying = served.Take(places - Math.Min(waiting.Count, Math.Max(1, places / 3)));
        return staying.Concat(waiting).Take(places).Select(link => link.Id).ToHashSet();
    }

    private HashSet<LinkId> Best(List<LinkFacts> takers, long now)
    {
        var open = takers.OrderByDescending(link => link.DownloadRate).Take(places - 1).Select(link => link.Id).ToHashSet();
        var others = takers.Where(link => !open.Contains(link.Id)).ToList();
        if (optimistic is not { } current || now - optimisticSince >= OptimisticFor || others.TrueForAll(link => link.Id != current))
        {
            optimistic = others[random.Next(others.Count)].Id;
            optimisticSince = now;
        }

        open.Add(optimistic.Value);
        return open;
    }

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

    private void ForgetWhoLeft(IReadOnlyCollection<LinkFacts> links)
    {
        var here = links.Select(link => link.Id).ToHashSet();
        foreach (var gone in closedSince.Keys.Where(link => !here.Contains(link)).ToList())
        {
            closedSince.Remove(gone);
        }
    }
}
