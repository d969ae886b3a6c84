using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>A ring: dial the owner and the download neighbour, ask nobody else. When the neighbour is dead its own
/// neighbour takes its place, then anybody that other peers know, until it is back.</summary>
public sealed class RingTopology(RingPlace place) : ITopology
{
    /// <summary>A link to a ring node over which nothing comes for so many milliseconds is dead.</summary>
    public const int SilentAfter = 5_000;

    /// <summary>Milliseconds after which an idle link says that it is alive.</summary>
    public const int HeartbeatEvery = 1_000;

    /// <summary>Milliseconds for which a stand-in may have nothing for us before another is tried: those who stand in for each
    /// other would wait for ever. With the owner there it is half the patience, as nobody waits for ever then, and the lull may be
    /// the owner's: before the whole patience is over, when the owner sends what others have, one more is tried.</summary>
    public const int UselessAfter = 3_000;

    /// <summary>Milliseconds that a neighbour must stay before it has its place back: one that comes and goes would take the stand-in
    /// away each time.</summary>
    public const int SettledAfter = 1_000;

    private readonly RingContacts contacts = new();
    private readonly StandIns standIns = new();
    private IPEndPoint neighbour = place.Neighbour;
    private PeerId? neighbourId;
    private IPEndPoint source = place.Neighbour;
    private LinkId? sourceLink;
    private long usefulAt;
    private bool neighbourIsDead;
    private bool neighbourWasReached;
    private long? begun;

    public bool MayRequestFrom(LinkFacts link) =>
        link.Card.Dialled && (link.Card.Address.Equals(place.Owner) || link.Id == sourceLink);

    /// <summary>Links to ring nodes over which nothing came for too long.</summary>
    public static IEnumerable<(LinkId Link, string Reason)> Silent(IReadOnlyCollection<LinkFacts> links, long now) => links
        .Where(link => (link.Card.Dialled || link.Next is not null) && now - link.LastHeard >= SilentAfter)
        .Select(link => (link.Id, "was silent for 5 s"));

    public void Found(IReadOnlyList<IPEndPoint> addresses, LinkFacts? from)
    {
        foreach (var address in addresses)
        {
            standIns.Add(address, trusted: from is not { Card.Dialled: false });
        }
    }

    public void Up(LinkFacts link, long now)
    {
        if (!link.Card.Dialled || link.IsBanned)
        {
            return;
        }

        contacts.Of(link.Card.Address).Reached();
        if (link.Card.Address.Equals(neighbour))
        {
            neighbourIsDead = false;
            neighbourWasReached = true;
            neighbourId = link.Card.Id;
            source = sourceLink is null ? neighbour : source;
        }

        if (link.Card.Address.Equals(source))
        {
            FetchFrom(link, now);
        }
    }

    /// <summary>The source's own neighbour is the first stand-in; the neighbour itself may have a new address.</summary>
    public void Introduced(LinkFacts link, long now)
    {
        if (link.Id == sourceLink && link.Next is { } next)
        {
            standIns.Prefer(next);
        }

        if (link.Card.Dialled || link.Listens is not { } listens)
        {
            return;
        }

        standIns.Add(listens, trusted: false);
        if (link.Card.Id == neighbourId && !listens.Equals(neighbour))
        {
            var before = neighbour;
            neighbour = listens;
            contacts.Of(listens).Reached();
            neighbourIsDead = false;
            ForgetIfStrange(before);
        }
    }

    public void Down(LinkFacts link, long now)
    {
        if (link is { Card.Dialled: true, IsBanned: true })
        {
            contacts.Of(link.Card.Address).Shun(now);
            neighbourIsDead |= link.Card.Address.Equals(neighbour);
        }
        else if (link.Card.Dialled)
        {
            contacts.Of(link.Card.Address).Lost(link.Since, now);
            neighbourIsDead |= link.Card.Address.Equals(neighbour) && now - link.Since < SettledAfter;
            ForgetIfStrange(link.Card.Address);
        }

        if (link.Id == sourceLink)
        {
            sourceLink = null;
        }
    }

    public void DialFailed(IPEndPoint address, long now)
    {
        contacts.Of(address).Failed(now, patiently: !IsOurs(address));
        ForgetIfStrange(address);
        if (address.Equals(neighbour) && neighbourWasReached)
        {
            neighbourIsDead = true;
        }
    }

    public TopologyOrders Review(IReadOnlyCollection<LinkFacts> links, bool complete, long now)
    {
        begun ??= now;
        neighbourIsDead |= !neighbourWasReached && now - begun >= place.Patience;
        neighbourIsDead |= links.Any(link => link.Card.Dialled && link.Card.Address.Equals(neighbour) && now - link.LastHeard >= SilentAfter);
        List<IPEndPoint> dial = [];
        List<(LinkId, string)> drop = [.. Silent(links, now)];
        DialIfDue(place.Owner, links, now, dial);
        if (!complete)
        {
            ReturnToTheNeighbour(links, now);
            LeaveTheUseless(links, now);
            DialASource(links, now, dial);
        }

        DropTheReplaced(links, drop);
        foreach (var uploader in place.Remembered.Where(uploader => now - begun < place.Patience && !IsKnownTo(links, uploader)))
        {
            DialIfDue(uploader, links, now, dial);
        }

        return dial.Count + drop.Count == 0 ? TopologyOrders.None : new TopologyOrders(dial, drop);
    }

    private static LinkFacts? DialledTo(IPEndPoint address, IReadOnlyCollection<LinkFacts> links) =>
        links.FirstOrDefault(link => link.Card.Dialled && link.Card.Address.Equals(address));

    private static bool IsKnownTo(IReadOnlyCollection<LinkFacts> links, IPEndPoint address) =>
        links.Any(link => address.Equals(link.Listens));

    /// <summary>Addresses that we were given or took over, which are tried as long as we run.</summary>
    private bool IsOurs(IPEndPoint address) =>
        address.Equals(place.Owner) || address.Equals(neighbour) || place.Remembered.Contains(address);

    private void ForgetIfStrange(IPEndPoint address)
    {
        if (!IsOurs(address) && !standIns.Contains(address))
        {
            contacts.Forget(address);
        }
    }

    private void FetchFrom(LinkFacts link, long now)
    {
        sourceLink = link.Id;
        usefulAt = now;
    }

    private void ReturnToTheNeighbour(IReadOnlyCollection<LinkFacts> links, long now)
    {
        if (DialledTo(neighbour, links) is { } back && back.Id != sourceLink
            && (sourceLink is null || (now - back.Since >= SettledAfter && now - back.LastHeard < SilentAfter)))
        {
            source = neighbour;
            FetchFrom(back, now);
        }
    }

    private void LeaveTheUseless(IReadOnlyCollection<LinkFacts> links, long now)
    {
        if (sourceLink is null || source.Equals(neighbour))
        {
            return;
        }

        if (links.Any(link => link.Id == sourceLink && link.WeInterested))
        {
            usefulAt = now;
        }
        else if (now - usefulAt >= UselessAfterWith(links) && NextStandIn(now) is not null)
        {
            contacts.Of(source).Rest(now);
            sourceLink = null;
        }
    }

    private long UselessAfterWith(IReadOnlyCollection<LinkFacts> links) =>
        DialledTo(place.Owner, links) is null ? UselessAfter : Math.Max(UselessAfter, place.Patience / 2);

    private void DialASource(IReadOnlyCollection<LinkFacts> links, long now, List<IPEndPoint> dial)
    {
        if (sourceLink is null || !source.Equals(neighbour))
        {
            DialIfDue(neighbour, links, now, dial);
        }

        if (sourceLink is not null || !neighbourIsDead)
        {
            source = sourceLink is null ? neighbour : source;
        }
        else if ((source.Equals(neighbour) || !contacts.Of(source).IsDialling) && NextStandIn(now) is { } standIn)
        {
            source = standIn;
            contacts.Of(standIn).LastTried = now;
            if (DialledTo(standIn, links) is { } there)
            {
                FetchFrom(there, now);
            }
            else
            {
                DialIfDue(standIn, links, now, dial);
            }
        }
    }

    private IPEndPoint? NextStandIn(long now)
    {
        return standIns.Choose(MayStandIn, address => contacts.Find(address)?.LastTried ?? long.MinValue);

        bool MayStandIn(IPEndPoint address) =>
            !address.Equals(neighbour) && !address.Equals(place.Owner) && contacts.Find(address)?.IsDue(now) != false
            && (sourceLink is null || !address.Equals(source));
    }

    /// <summary>Somebody else is the source now, such as the neighbour that is back: the others are not asked any longer.</summary>
    private void DropTheReplaced(IReadOnlyCollection<LinkFacts> links, List<(LinkId, string)> drop)
    {
        if (sourceLink is not null)
        {
            drop.AddRange(links
                .Where(link => link.Card.Dialled && link.Id != sourceLink && !IsOurs(link.Card.Address))
                .Select(link => (link.Id, "another peer is the source now")));
        }
    }

    private void DialIfDue(IPEndPoint address, IReadOnlyCollection<LinkFacts> links, long now, List<IPEndPoint> dial)
    {
        var contact = contacts.Of(address);
        if (contact.IsDue(now) && DialledTo(address, links) is null)
        {
            contact.IsDialling = true;
            dial.Add(address);
        }
    }
}
