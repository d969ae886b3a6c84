using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>Chooses the next block for a link: of its own started pieces, of an abandoned one, of a fresh piece, of
/// somebody else's piece, and when every missing block has been asked for, one of those again (endgame).</summary>
internal sealed class BlockChooser(SwarmContext context, PiecesUnderWay underWay)
{
    private PartialPiece? trial;

    public bool TryNext(LinkState link, out BlockRange block) =>
        TryUnasked(link, out block) || TryEndgame(link, out block);

    /// <summary>The next block while one piece alone is fetched on trial, the first that a link can send. If nobody works on it any
    /// more, another one takes its place.</summary>
    public bool TryTrial(LinkState link, out BlockRange block)
    {
        if (trial is null || underWay.IsAtRest(trial))
        {
            return TryUnasked(link, out block) && underWay.TryGet(block.Piece, out trial);
        }

        block = default;
        return link.Offered[trial.Index] && trial.MayBeSentBy(link) && TryTake(trial, out block);
    }

    public void ForgetTrial() => trial = null;

    /// <summary>One that nobody was asked for.</summary>
    private bool TryUnasked(LinkState link, out BlockRange block) =>
        TryOwn(link, out block) || TryAbandoned(link, out block) || TryFresh(link, out block) || TryOthers(link, out block);

    private bool TryOwn(LinkState link, out BlockRange block)
    {
        foreach (var piece in link.Owned)
        {
            if (TryTake(piece, out block))
            {
                return true;
            }
        }

        block = default;
        return false;
    }

    private bool TryAbandoned(LinkState link, out BlockRange block)
    {
        block = default;
        if (underWay.Abandoned == 0 || underWay.FreeBlocks == 0)
        {
            return false;
        }

        foreach (var piece in underWay.Open)
        {
            if (piece.Owner is null && link.Offered[piece.Index] && piece.MayBeSentBy(link))
            {
                underWay.Adopt(piece, link);
                return TryTake(piece, out block);
            }
        }

        return false;
    }

    private bool TryFresh(LinkState link, out BlockRange block)
    {
        block = default;
        return !underWay.IsOutOfMemory
            && context.Policies.Picker.TryPick(link.Offered, out var index)
            && underWay.TryStart(index, link, out var piece)
            && TryTake(piece, out block);
    }

    private bool TryOthers(LinkState link, out BlockRange block)
    {
        block = default;
        if (underWay.FreeBlocks == 0)
        {
            return false;
        }

        foreach (var piece in underWay.Open)
        {
            if (link.Offered[piece.Index] && piece.MayBeSentBy(link))
            {
                return TryTake(piece, out block);
            }
        }

        return false;
    }

    private bool TryEndgame(LinkState link, out BlockRange block)
    {
        block = default;
        if (!context.Policies.Endgame || context.Policies.Picker.Fresh > 0 || underWay.HasFreeForOthers)
        {
            return false;
        }

        var fewest = int.MaxValue;
        PartialPiece? chosen = null;
        foreach (var piece in underWay.Pieces)
        {
            if (link.Offered[piece.Index] && piece.MayBeSentBy(link))
            {
                FewestAskers(link, piece, ref fewest, ref chosen, ref block);
            }
        }

        chosen?.Ask(block.Block);
        return chosen is not null;
    }

    private void FewestAskers(LinkState link, PartialPiece piece, ref int fewest, ref PartialPiece? chosen, ref BlockRange block)
    {
        for (var number = 0; number < piece.Blocks && fewest > 1; number++)
        {
            if (!piece.IsMissing(number) || piece.AskersOf(number) >= fewest)
            {
                continue;
            }

            var candidate = context.Layout.BlockOf(piece.Index, number);
            if (!link.InFlight.ContainsKey(candidate))
            {
                (fewest, chosen, block) = (piece.AskersOf(number), piece, candidate);
            }
        }
    }

    private bool TryTake(PartialPiece piece, out BlockRange block)
    {
        var good = underWay.TryTake(piece, out var number);
        block = good ? context.Layout.BlockOf(piece.Index, number) : default;
        return good;
    }
}
