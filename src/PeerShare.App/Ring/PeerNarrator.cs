using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Ring;

/// <summary>What a ring peer tells and remembers: beside the console, who fetches from it and whether they are done.</summary>
internal sealed class PeerNarrator(RingLog log, PieceLayout layout, Func<IPEndPoint, string> nameOf, PeerFolder folder)
    : RingNarrator(log, layout, nameOf)
{
    private readonly RingLog log = log;
    private readonly HashSet<LinkFacts> takers = [];
    private volatile bool aTakerWasCompleted;
    private volatile bool aTakerIsIncomplete;
    private volatile bool hasTakers;

    /// <summary>The upload neighbour has everything, and so has everybody else who is connected to fetch. Any thread.</summary>
    public bool TakersAreComplete => aTakerWasCompleted && !aTakerIsIncomplete;

    /// <summary>Somebody is connected to fetch. Any thread.</summary>
    public bool HasTakers => hasTakers;

    public override void LinkDown(LinkFacts link, string reason)
    {
        base.LinkDown(link, reason);
        takers.Remove(link);
        Review();
    }

    public override void Introduced(LinkFacts link)
    {
        if (link.Card.Dialled || link.Listens is not { } listens)
        {
            return;
        }

        takers.Add(link);
        Review();
        try
        {
            folder.Remember(listens);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"the upload neighbour {listens} cannot be remembered: {failure.Message}", "warning");
        }
    }

    public override void ListReceived(LinkFacts link)
    {
        base.ListReceived(link);
        Review();
    }

    public override void HaveReceived(LinkFacts link, PieceIndex piece)
    {
        base.HaveReceived(link, piece);
        if (link.IsComplete)
        {
            Review();
        }
    }

    private void Review()
    {
        hasTakers = takers.Count > 0;
        aTakerIsIncomplete = takers.Any(taker => !taker.IsComplete);
        aTakerWasCompleted |= takers.Any(taker => taker.IsComplete);
    }
}
