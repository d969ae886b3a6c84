using System.Diagnostics.CodeAnalysis;
using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>Decides which connections of one peer a swarm keeps, by a rule that both sides compute alike: of two that were made
/// in the same direction the older, unless it is silent; of two that each side made the one that the lower peer id made,
/// or both where links are one-way.</summary>
/// <param name="me">Our id.</param>
/// <param name="oneLinkEachWay">Requests go only over dialled links (the ring), so both directions are kept.</param>
/// <param name="most">Links of this transfer.</param>
/// <param name="budget">The node's links.</param>
/// <param name="clock">As the links' pulses are told.</param>
internal sealed class Admission(PeerId me, bool oneLinkEachWay, int most, LinkBudget budget, Clock clock)
{
    /// <summary>A link that was silent for so many milliseconds gives way: its peer has probably started anew.</summary>
    private const long SilentAfter = 30_000;

    /// <summary>A link that carried no block for so many milliseconds makes room when there are too many.</summary>
    private const long IdleAfter = 10_000;

    /// <summary>Links with one member, who may have as many nodes in a swarm; a member without end could keep the others out.</summary>
    private const int MostOfMember = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<(PeerIdentity Peer, bool Dialled), Seat> seats = [];

    public bool TryEnter(
        PeerIdentity peer, IPAddress address, bool dialled, [NotNullWhen(true)] out Seat? seat, [NotNullWhen(false)] out string? refusal)
    {
        seat = null;
        lock (gate)
        {
            var rival = RivalOf(peer, dialled);
            refusal = peer.Id == me ? "that is this node itself"
                : rival is not null && !Yields(rival, dialled) ? "already connected to this peer"
                : TakePlace(peer, address, rival) switch
                {
                    LinkLimit.Member => "there are too many links with this member",
                    LinkLimit.Address => "there are too many links with this address",
                    LinkLimit.Transfer => "there are too many links for this torrent",
                    LinkLimit.Node => "there are too many links",
                    _ => null,
                };
            if (refusal is not null)
            {
                return false;
            }

            if (rival is not null)
            {
                seats.Remove(KeyOf(rival));
                rival.Revoke("another connection to the same peer took its place");
            }

            seat = new Seat(peer, address, dialled);
            seats[KeyOf(seat)] = seat;
            return true;
        }
    }

    public void Leave(Seat seat)
    {
        lock (gate)
        {
            if (seats.GetValueOrDefault(KeyOf(seat)) == seat)
            {
                seats.Remove(KeyOf(seat));
            }
        }

        budget.Return(seat.Address);
    }

    private static (PeerIdentity Peer, bool Dialled) KeyOf(Seat seat) => (seat.Peer, seat.Dialled);

    private Seat? RivalOf(PeerIdentity peer, bool dialled) =>
        seats.GetValueOrDefault((peer, dialled)) ?? (oneLinkEachWay ? null : seats.GetValueOrDefault((peer, !dialled)));

    /// <summary>Takes a place among all links: that of the rival, one that is free, or that of an idle one.</summary>
    /// <returns>What leaves no room.</returns>
    private LinkLimit TakePlace(PeerIdentity peer, IPAddress address, Seat? rival)
    {
        if (rival is null && peer.Member is not null && seats.Values.Count(IsOfMember) >= MostOfMember && !TryEndIdle(IsOfMember))
        {
            return LinkLimit.Member;
        }

        // Not the place of one that has ended: who comes and goes faster than the swarm can follow is kept out.
        var network = Network.Of(address);
        if (rival is { Link.Reason: null } && Network.Of(rival.Address) == network)
        {
            budget.TakeAhead(address);
            return LinkLimit.None;
        }

        var limit = budget.TryTake(address);
        if (limit == LinkLimit.None)
        {
            if (rival is not null || seats.Count < most || TryEndIdle(_ => true))
            {
                return LinkLimit.None;
            }

            budget.Return(address);
            return LinkLimit.Transfer;
        }

        if (!TryEndIdle(seat => limit == LinkLimit.Node || Network.Of(seat.Address) == network))
        {
            return limit;
        }

        budget.TakeAhead(address);
        return LinkLimit.None;

        bool IsOfMember(Seat seat) => seat.Peer.Member == peer.Member;
    }

    /// <summary>Ends the accepted link that has been idle longest, so that those who only sit there keep nobody out.</summary>
    /// <param name="counts">Would its place be of use?</param>
    private bool TryEndIdle(Func<Seat, bool> counts)
    {
        var idle = seats.Values
            .Where(seat => !seat.Dialled && counts(seat) && seat.Link is { Reason: null } link && clock.Now - link.Pulse.LastCarried >= IdleAfter)
            .MinBy(seat => seat.Link!.Pulse.LastCarried);
        if (idle is null)
        {
            return false;
        }

        seats.Remove(KeyOf(idle));
        idle.Revoke("idle, and there are too many links");
        return true;
    }

    private bool Yields(Seat rival, bool dialled)
    {
        if (rival.Link is { } link && (link.Reason is not null || clock.Now - link.Pulse.LastHeard >= SilentAfter))
        {
            return true;
        }

        return rival.Dialled != dialled && dialled == IsLower(me, rival.Peer.Id);
    }

    private static bool IsLower(PeerId left, PeerId right) => left.ToArray().AsSpan().SequenceCompareTo(right.ToArray()) < 0;
}
