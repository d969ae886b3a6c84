using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>Keeps every link's requests flowing, and takes them back from a peer that does not answer.</summary>
internal sealed class Requests(SwarmContext context, PiecesUnderWay underWay)
{
    private const int DeepestQueue = 500;
    private const int RestAfterRefusal = 30_000;

    private readonly BlockChooser chooser = new(context, underWay);
    private readonly List<(LinkState Link, PieceIndex Piece, long Until)> resting = [];
    private bool everybodyIsDue;
    private Asking asking;

    public void Limit(Asking limit)
    {
        if (asking != limit)
        {
            asking = limit;
            chooser.ForgetTrial();
        }
    }

    public void Fill(LinkState link)
    {
        if (asking == Asking.Nothing || link.Useful == 0 || !context.MayAsk(link))
        {
            return;
        }

        for (var room = Depth(link) - link.InFlight.Count; room > 0 && TryNext(link, out var block) && TryAsk(link, block);)
        {
            room--;
        }

        if (link.IsSnubbed)
        {
            underWay.Abandon(link);
        }
    }

    /// <summary>Something came free for whoever can use it: when the event has been handled, every link is filled.</summary>
    public void FillEverybodySoon() => everybodyIsDue = true;

    public void FillWhoIsDue()
    {
        if (!everybodyIsDue)
        {
            return;
        }

        everybodyIsDue = false;
        foreach (var link in context.Links.Values)
        {
            Fill(link);
        }
    }

    public void Choked(LinkState link)
    {
        link.Facts.PeerChokes = true;
        if (!link.Facts.Card.Fast)
        {
            TakeBack(link, tell: false);
        }

        underWay.Abandon(link);
        FillEverybodySoon();
    }

    public void Unchoked(LinkState link)
    {
        link.Facts.PeerChokes = false;
        Fill(link);
    }

    /// <returns>False when it is the answer to nothing that we asked.</returns>
    public bool Rejected(LinkState link, in PeerMessage message)
    {
        if (!context.Layout.TryBlock(message.Piece, message.Begin, (int)message.Length, out var block))
        {
            return false;
        }

        if (!link.InFlight.TryGetValue(block, out var asked))
        {
            return link.Forgiven > 0 && link.Forgiven-- > 0;
        }

        if (!context.Host.Cancel(link.Id, block, tell: false))
        {
            return false;
        }

        link.InFlight.Remove(block);
        underWay.Unask(asked.Piece, block);
        Refused(link, block.Piece);
        FillEverybodySoon();
        return true;
    }

    /// <summary>The link has ended, and nothing of it is on its way.</summary>
    public void Left(LinkState link)
    {
        foreach (var (block, asked) in link.InFlight)
        {
            underWay.Unask(asked.Piece, block);
        }

        link.InFlight.Clear();
        underWay.Abandon(link);
        resting.RemoveAll(rest => rest.Link == link);
        FillEverybodySoon();
    }

    /// <summary>A block came from one peer: the others that were asked for it need not send it.</summary>
    public void CancelElsewhere(BlockRange block)
    {
        foreach (var link in context.Links.Values)
        {
            if (link.InFlight.ContainsKey(block) && context.Host.Cancel(link.Id, block, tell: true))
            {
                link.InFlight.Remove(block);
                link.Forgiven++;
                Fill(link);
            }
        }
    }

    /// <summary>The peer does not serve this piece, or sent it wrong: it is not asked for it again for a while.</summary>
    public void Rest(LinkState link, PieceIndex piece)
    {
        if (link.Offered.Clear(piece))
        {
            resting.Add((link, piece, context.Now + RestAfterRefusal));
            underWay.Abandon(link, piece);
        }
    }

    public void Tick()
    {
        foreach (var link in context.Links.Values)
        {
            SnubIfSilent(link);
            TakeBackWithheld(link);
        }

        foreach (var rest in resting)
        {
            if (rest.Until <= context.Now)
            {
                rest.Link.Offered.Set(rest.Piece);
            }
        }

        resting.RemoveAll(rest => rest.Until <= context.Now);
        foreach (var piece in underWay.Pieces)
        {
            TakeOverIfSlow(piece);
        }

        underWay.Tick();
        FillEverybodySoon();
    }

    private bool TryNext(LinkState link, out BlockRange block) =>
        asking == Asking.OnePiece ? chooser.TryTrial(link, out block) : chooser.TryNext(link, out block);

    private bool TryAsk(LinkState link, BlockRange block)
    {
        if (!underWay.TryGet(block.Piece, out var piece))
        {
            return false;
        }

        if (link.InFlight.Count == 0)
        {
            link.LastProgress = context.Now;
        }

        if (!link.InFlight.TryAdd(block, new Asked(piece, context.Now)))
        {
            // An answer for an earlier try of this piece is still on its way.
            underWay.Unask(piece, block);
            return false;
        }

        link.LastSent = context.Now;
        context.Host.Request(link.Id, block);
        if (block.Begin == 0)
        {
            context.Observer.PieceRequested(link.Facts, block.Piece);
        }

        return true;
    }

    /// <summary>Enough requests to cover what the peer sends in one round trip and a fifth of a second.</summary>
    private int Depth(LinkState link)
    {
        if (link.IsSnubbed)
        {
            return context.Now < link.RestsUntil ? 0 : 1;
        }

        var ahead = link.Down.Rate(context.Now) * (link.RoundTrip + 200) / 1000;
        return Math.Min(Math.Min(DeepestQueue, link.PeerQueue), 4 + (int)Math.Ceiling(ahead / PieceLayout.BlockSize));
    }

    private void Refused(LinkState link, PieceIndex piece)
    {
        if (!link.Facts.PeerChokes)
        {
            Rest(link, piece);
        }
    }

    private void SnubIfSilent(LinkState link)
    {
        if (link.InFlight.Count > 0 && context.Now - link.LastProgress >= context.Policies.SnubAfter)
        {
            link.Snub(context.Now, context.Policies.SnubAfter);
            TakeBack(link, tell: true);
            underWay.Abandon(link);
        }
    }

    /// <summary>A peer that answers later requests and never this one does not fall silent, and its queue would fill with the like. The
    /// blocks are asked of another peer, or of this one again when no other has them.</summary>
    private void TakeBackWithheld(LinkState link)
    {
        if (link.InFlight.Count == 0)
        {
            return;
        }

        var timeout = Math.Min(link.AnswerTimes.Timeout, context.Policies.SnubAfter);
        foreach (var (block, asked) in link.InFlight.Where(request => IsWithheld(link, request.Value, timeout)).ToList())
        {
            // The only source is not told, for its refusal of the first request would be taken for one of the second.
            var isReplaceable = HasOtherSource(link, block.Piece);
            if (TryTakeBack(link, block, asked, tell: isReplaceable) && isReplaceable)
            {
                Rest(link, block.Piece);
            }
        }
    }

    private bool IsWithheld(LinkState link, Asked asked, long timeout) =>
        asked.At < link.AnswerTimes.LatestAsked && context.Now - asked.At >= timeout;

    private bool HasOtherSource(LinkState link, PieceIndex piece) =>
        context.Links.Values.Any(other => other != link && !other.IsSnubbed && other.Offered[piece] && context.MayAsk(other));

    /// <summary>Whoever must send a piece alone may be very slow: then somebody else starts it anew.</summary>
    private void TakeOverIfSlow(PartialPiece piece)
    {
        if (!underWay.IsOverdue(piece) || piece.Owner is not { } owner
            || !HasOtherSource(owner, piece.Index))
        {
            return;
        }

        underWay.BeMorePatient(piece.Index);
        TakeBack(owner, tell: true, piece);
        Rest(owner, piece.Index);
    }

    /// <summary>The link's blocks, or those of one piece, are free for others.</summary>
    private void TakeBack(LinkState link, bool tell, PartialPiece? only = null)
    {
        foreach (var (block, asked) in link.InFlight.ToList())
        {
            if (only is null || asked.Piece == only)
            {
                TryTakeBack(link, block, asked, tell);
            }
        }
    }

    private bool TryTakeBack(LinkState link, BlockRange block, Asked asked, bool tell)
    {
        if (!context.Host.Cancel(link.Id, block, tell))
        {
            return false;
        }

        link.InFlight.Remove(block);
        link.Forgiven++;
        underWay.Unask(asked.Piece, block);
        return true;
    }
}
