using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>Dial whoever is known until there are enough links; fetch from anybody.</summary>
/// <param name="enough">Links at which no more are dialled.</param>
public sealed class OpenTopology(int enough = 50) : ITopology
{
    private const int MostKnown = 2_000;
    private const int MostDialsAtOnce = 20;
    private const int FirstRetry = 2_000;
    private const int LongestRetry = 300_000;
    private const int QuietWhenBothComplete = 600_000;
    private const int QuietWhenBanned = 3_600_000;
    private const int ShortLife = 10_000;

    private readonly Dictionary<IPEndPoint, Candidate> known = [];
    private bool weAreComplete;

    public bool MayRequestFrom(LinkFacts link) => true;

    public void Found(IReadOnlyList<IPEndPoint> addresses, LinkFacts? from)
    {
        foreach (var address in addresses.Where(address => !known.ContainsKey(address)))
        {
            if (known.Count < MostKnown || TryForgetOne())
            {
                known.Add(address, new Candidate());
            }
        }
    }

    public void Up(LinkFacts link, long now)
    {
        if (link.Card.Dialled && known.TryGetValue(link.Card.Address, out var candidate))
        {
            candidate.State = Reach.Linked;
        }
    }

    public void Introduced(LinkFacts link, long now)
    {
    }

    public void Down(LinkFacts link, long now)
    {
        if (!link.Card.Dialled || !known.TryGetValue(link.Card.Address, out var candidate))
        {
            return;
        }

        if (link.IsBanned)
        {
            candidate.Rest(now, QuietWhenBanned);
        }
        else if (weAreComplete && link.IsComplete)
        {
            candidate.Rest(now, QuietWhenBothComplete);
        }
        else if (now - link.Since < ShortLife)
        {
            candidate.Fail(now);
        }
        else
        {
            candidate.Failures = 0;
            candidate.Rest(now, FirstRetry);
        }
    }

    public void DialFailed(IPEndPoint address, long now)
    {
        if (known.TryGetValue(address, out var candidate))
        {
            candidate.Fail(now);
        }
    }

    public TopologyOrders Review(IReadOnlyCollection<LinkFacts> links, bool complete, long now)
    {
        weAreComplete = complete;
        List<(LinkId, string)> drop = [];
        if (complete)
        {
            drop.AddRange(links.Where(link => link.IsComplete && link.Introduced).Select(link => (link.Id, "both are complete")));
        }

        var dialling = known.Values.Count(candidate => candidate.State == Reach.Dialling);
        var room = Math.Min(MostDialsAtOnce - dialling, enough - links.Count - dialling);
        if (room <= 0 && drop.Count == 0)
        {
            return TopologyOrders.None;
        }

        return new TopologyOrders(room <= 0 ? [] : NextDials(room, links, now), drop);
    }

    /// <summary>Addresses wear out: the one that failed most often in a row makes room for a new one.</summary>
    private bool TryForgetOne()
    {
        var (address, worst) = known.MaxBy(pair => pair.Value.State == Reach.Idle ? pair.Value.Failures : -1);
        return worst is { State: Reach.Idle, Failures: > 0 } && known.Remove(address);
    }

    private List<IPEndPoint> NextDials(int room, IReadOnlyCollection<LinkFacts> links, long now)
    {
        var linked = links.Select(link => link.Listens).ToHashSet();
        var due = known.Where(pair => pair.Value.State == Reach.Idle && pair.Value.NotBefore <= now && !linked.Contains(pair.Key)).ToList();
        if (due.Count > room)
        {
            due = [.. due.OrderBy(pair => pair.Value.Failures).Take(room)];
        }

        due.ForEach(pair => pair.Value.State = Reach.Dialling);
        return due.ConvertAll(pair => pair.Key);
    }

    private enum Reach
    {
        Idle,
        Dialling,
        Linked,
    }

    private sealed class Candidate
    {
        public Reach State { get; set; }

        public int Failures { get; set; }

        public long NotBefore { get; private set; } = long.MinValue;

        public void Fail(long now)
        {
            Failures = Math.Min(Failures + 1, 16);
            Rest(now, Math.Min(LongestRetry, FirstRetry << (Failures - 1)));
        }

        public void Rest(long now, long milliseconds)
        {
            State = Reach.Idle;
            NotBefore = now + milliseconds;
        }
    }
}
