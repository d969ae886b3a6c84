using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What the peers have, how rare it makes each piece, and whether we want something of theirs.</summary>
internal sealed class PeerPieces(SwarmContext context)
{
    private readonly Availability availability = new(context.Layout, context.Policies.Picker);

    public void ListCame(LinkState link, Bitfield pieces)
    {
        link.ReplacePieces(pieces);
        link.CountedByPiece = !pieces.IsFull;
        if (link.CountedByPiece)
        {
            availability.Came(pieces);
        }

        link.Useful = pieces.CountNotIn(context.Held);
        link.Facts.LastGain = context.Now;
        ShowInterest(link);
    }

    /// <returns>True when the peer did not have the piece before.</returns>
    public bool HaveCame(LinkState link, PieceIndex piece)
    {
        if (!link.Facts.Has.Set(piece))
        {
            return false;
        }

        link.Offered.Set(piece);
        link.Facts.LastGain = context.Now;
        availability.Gained(piece);
        if (!context.Held[piece])
        {
            link.Useful++;
            ShowInterest(link);
        }

        return true;
    }

    public void Left(LinkState link)
    {
        if (link.CountedByPiece)
        {
            availability.Left(link.Facts.Has);
        }
    }

    /// <summary>We hold the piece now, or no longer.</summary>
    public void HeldChanged(PieceIndex piece)
    {
        var by = context.Held[piece] ? -1 : +1;
        foreach (var link in context.Links.Values)
        {
            if (link.Facts.Has[piece])
            {
                link.Useful += by;
                ShowInterest(link);
            }
        }
    }

    public void ShowInterest(LinkState link)
    {
        var interested = link.Useful > 0 && context.Policies.Topology.MayRequestFrom(link.Facts);
        if (interested != link.Facts.WeInterested && !link.IsLeaving)
        {
            link.Chatter.ToldOfInterest();
            link.Facts.WeInterested = interested;
            context.Send(link, interested ? PeerMessage.Interested : PeerMessage.NotInterested);
        }
    }
}
