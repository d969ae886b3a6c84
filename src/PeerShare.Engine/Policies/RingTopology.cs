using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>A ring: dial the owner and the download neighbour, ask nobody else. When the neighbour is dead its own
/// neighbour takes its place, then anybody that other peers know, until it is back.</summary>
public sealed class RingTopology(RingPlace place) : ITopology
{
    /// <summary>A link of ours over which nothing comes for so many milliseconds is dead.</summary>
    public const int SilentAfter = 5_000;

    /// <summary>Milliseconds after which an idle link says that it is alive.</summary>
    public const int HeartbeatEvery = 1_000;

    private const int RetryEvery = 1_000;
    private const int MostKnown = 1_000;

    private readonly Dictionary<IPEndPoint, Contact> contacts = [];
    private readonly List<IPEndPoint> fallbacks = [];
    private IPEndPoint neighbour = place.Neighbour;
    private PeerId? neighbourId;
    private IPEndPoint source = place.Neighbour;
    private LinkId? sourceLink;
    private bool neighbourIsDead;
    private bool neighbourWasReached;
    private long? begun;

    public bool MayRequestFrom(LinkFacts link) =>
        link.Card.Dialled && (link.Card.Address.Equals(place.Owner) || link.Id == sourceLink);

    public void Found(IReadOnlyList<IPEndPoint> addresses, bool byPeer)
    {
        foreach (var address in addresses)
        {
            Learn(address, first: false);
        }
    }

    public void Up(LinkFacts link, long now)
    {
        if (!link.Card.Dialled)
        {
            return;
        }

        ContactOf(link.Card.Address).Reached();
        if (link.Card.Address.Equals(neighbour))
        {
            neighbourIsDead = false;
            neighbourWasReached = true;
            neighbourId = link.Card.Id;
            source = neighbour;
        }

        if (link.Card.Address.Equals(source))
        {
            sourceLink = link.Id;
        }
    }

    /// <summary>The source's own neighbour is the first fallback; the neighbour itself may have a new address.</summary>
    public void Introduced(LinkFacts link, long now)
    {
        if (link.Id == sourceLink && link.Next is { } next)
        {
            Learn(next, first: true);
        }

        if (!link.Card.Dialled && link.Card.Id == neighbourId && link.Listens is { } moved && !moved.Equals(neighbour))
        {
            neighbour = moved;
            ContactOf(moved).Reached();
            neighbourIsDead = false;
        }
    }

    public void Down(LinkFacts link, long now)
    {
        if (link.Card.Dialled)
        {
            ContactOf(link.Card.Address).Lost(now);
        }

        if (link.Id == sourceLink)
        {
            sourceLink = null;
        }
    }

    public void DialFailed(IPEndPoint address, long now)
    {
        ContactOf(address).Failed(now + RetryEvery);
        if (address.Equals(neighbour) && neighbourWasReached)
        {
            neighbourIsDead = true;
        }
    }

    public TopologyOrders Review(IReadOnlyCollection<LinkFacts> links, bool complete, long now)
    {
        begun ??= now;
        neighbourIsDead |= !neighbourWasReached && now - begun >= place.Patience;
        List<IPEndPoint> dial = [];
        List<(LinkId, string)> drop = [];
        DropTheSilent(links, now, drop);
        DropTheReplaced(links, drop);
        DialIfDue(place.Owner, links, now, dial);
        if (!complete)
        {
            DialASource(links, now, dial);
        }

        foreach (var uploader in place.Remembered.Where(uploader => now - begun < place.Patience && !IsKnownTo(links, uploader)))
        {
            DialIfDue(uploader, links, now, dial);
        }

        return dial.Count + drop.Count == 0 ? TopologyOrders.None : new TopologyOrders(dial, drop);
    }

    private void DropTheSilent(IReadOnlyCollection<LinkFacts> links, long now, List<(LinkId, string)> drop)
    {
        foreach (var link in links.Where(link => link.Card.Dialled && now - link.LastHeard >= SilentAfter))
        {
            neighbourIsDead |= link.Card.Address.Equals(neighbour);
            drop.Add((link.Id, "was silent for 5 s"));
        }
    }

    /// <summary>The neighbour is back: whoever stood in for it is asked no longer.</summary>
    private void DropTheReplaced(IReadOnlyCollection<LinkFacts> links, List<(LinkId, string)> drop)
    {
        foreach (var link in links.Where(link => link.Card.Dialled && link.Id != sourceLink && fallbacks.Contains(link.Card.Address)
            && !link.Card.Address.Equals(place.Owner) && !link.Card.Address.Equals(neighbour) && sourceLink is not null))
        {
            drop.Add((link.Id, "the download neighbour is back"));
        }
    }

    private void DialASource(IReadOnlyCollection<LinkFacts> links, long now, List<IPEndPoint> dial)
    {
        if (sourceLink is null || !source.Equals(neighbour))
        {
            DialIfDue(neighbour, links, now, dial);
        }

        if (sourceLink is not null || !neighbourIsDead)
        {
            source = sourceLink is null ? neighbour : source;
            return;
        }

        var standIn = fallbacks.Where(address => !address.Equals(neighbour) && !address.Equals(place.Owner))
            .MinBy(address => ContactOf(address).NotBefore);
        if (standIn is not null && ContactOf(standIn).IsDue(now) && (source.Equals(neighbour) || !ContactOf(source).IsDialling))
        {
            source = standIn;
            DialIfDue(standIn, links, now, dial);
        }
    }

    private void DialIfDue(IPEndPoint address, IReadOnlyCollection<LinkFacts> links, long now, List<IPEndPoint> dial)
    {
        var contact = ContactOf(address);
        if (contact.IsDue(now) && !links.Any(link => link.Card.Dialled && link.Card.Address.Equals(address)))
        {
            contact.IsDialling = true;
            dial.Add(address);
        }
    }

    private static bool IsKnownTo(IReadOnlyCollection<LinkFacts> links, IPEndPoint address) =>
        links.Any(link => address.Equals(link.Listens));

    private void Learn(IPEndPoint address, bool first)
    {
        if (first)
        {
            fallbacks.Remove(address);
            fallbacks.Insert(0, address);
        }
        else if (fallbacks.Count < MostKnown && !fallbacks.Contains(address))
        {
            fallbacks.Add(address);
        }
    }

    private Contact ContactOf(IPEndPoint address)
    {
        if (!contacts.TryGetValue(address, out var contact))
        {
            contacts.Add(address, contact = new Contact());
        }

        return contact;
    }

    private sealed class Contact
    {
        public bool IsDialling { get; set; }

        public long NotBefore { get; private set; } = long.MinValue;

        public bool IsDue(long now) => !IsDialling && now >= NotBefore;

        public void Reached() => (IsDialling, NotBefore) = (false, long.MinValue);

        public void Lost(long now) => (IsDialling, NotBefore) = (false, now);

        public void Failed(long notBefore) => (IsDialling, NotBefore) = (false, notBefore);
    }
}
