using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>The started pieces of a swarm and what they hold of memory. A piece stays until it is whole, or until its
/// memory is needed and nobody works on it.</summary>
internal sealed class PiecesUnderWay(SwarmContext context)
{
    private const int FirstPatience = 30_000;

    private readonly Dictionary<PieceIndex, PartialPiece> pieces = [];

    // Pieces that failed their hash or were sent too slowly, and the milliseconds that one peer may take to send them alone.
    private readonly Dictionary<PieceIndex, int> failed = [];

    private readonly List<PartialPiece> open = [];

    /// <summary>Memory was refused; nothing more is started until some is there.</summary>
    public bool IsOutOfMemory { get; set; }

    public Dictionary<PieceIndex, PartialPiece>.ValueCollection Pieces => pieces.Values;

    public int Count => pieces.Count;

    /// <summary>Started pieces with free blocks.</summary>
    public List<PartialPiece> Open => open;

    /// <summary>Blocks of started pieces that nobody was asked for.</summary>
    public int FreeBlocks { get; private set; }

    /// <summary>Some of them may be asked of others than the piece's owner.</summary>
    public bool HasFreeForOthers => FreeBlocks > 0 && open.Exists(piece => !piece.IsExclusive || piece.Owner is null);

    /// <summary>Started pieces without an owner.</summary>
    public int Abandoned { get; private set; }

    public bool TryGet(PieceIndex index, [NotNullWhen(true)] out PartialPiece? piece) => pieces.TryGetValue(index, out piece);

    public bool TryStart(PieceIndex index, LinkState owner, [NotNullWhen(true)] out PartialPiece? piece)
    {
        piece = null;
        if (IsOutOfMemory || (!context.Host.Reserve(index) && !(GiveUpOne() && context.Host.Reserve(index))))
        {
            IsOutOfMemory = true;
            return false;
        }

        context.Policies.Picker.Remove(index);
        piece = new PartialPiece(index, context.Layout.BlocksOf(index), failed.ContainsKey(index));
        pieces.Add(index, piece);
        FreeBlocks += piece.Free;
        SortIn(piece);
        Abandoned++;
        Adopt(piece, owner);
        return true;
    }

    /// <summary>Takes a free block of the piece, to ask for it.</summary>
    public bool TryTake(PartialPiece piece, out int block)
    {
        if (!piece.TryFindFree(out block))
        {
            return false;
        }

        piece.Ask(block);
        FreeBlocks--;
        SortIn(piece);
        return true;
    }

    public void Adopt(PartialPiece piece, LinkState owner)
    {
        piece.BelongTo(owner, context.Now);
        owner.Owned.Add(piece);
        Abandoned--;
    }

    /// <summary>The owner is gone or does not deliver: anybody may take over.</summary>
    public void Abandon(LinkState owner)
    {
        foreach (var piece in owner.Owned)
        {
            piece.BelongToNobody();
            Abandoned++;
        }

        owner.Owned.Clear();
    }

    /// <summary>The owner does not deliver this piece: anybody may take over.</summary>
    public void Abandon(LinkState owner, PieceIndex index)
    {
        if (TryGet(index, out var piece) && piece.Owner == owner)
        {
            owner.Owned.Remove(piece);
            piece.BelongToNobody();
            Abandoned++;
        }
    }

    /// <summary>One who was asked for a block will not answer.</summary>
    public void Unask(PartialPiece piece, BlockRange block)
    {
        var free = piece.Free;
        piece.Unask(block.Block);
        if (IsUnderWay(piece))
        {
            FreeBlocks += piece.Free - free;
            SortIn(piece);
        }
    }

    /// <summary>The piece is whole and goes to the store.</summary>
    public void Finish(PartialPiece piece)
    {
        pieces.Remove(piece.Index);
        if (piece.Owner is null)
        {
            Abandoned--;
        }
        else
        {
            piece.Owner.Owned.Remove(piece);
            piece.BelongToNobody();
        }
    }

    /// <summary>No block of the piece is on its way.</summary>
    public bool IsAtRest(PartialPiece piece) => !IsUnderWay(piece) || HasNothingInFlight(piece);

    /// <summary>The piece failed its hash: next time one peer sends it whole.</summary>
    public void Failed(PieceIndex piece) => failed.TryAdd(piece, FirstPatience);

    public void Succeeded(PieceIndex piece) => failed.Remove(piece);

    /// <summary>A piece that one peer must send whole, and that this peer has had for too long. Each time the next one may take
    /// twice as long, so that a long piece gets through a slow link in the end.</summary>
    public bool IsOverdue(PartialPiece piece) =>
        piece.IsExclusive && piece.Owner is not null
        && context.Now - piece.OwnedSince >= failed.GetValueOrDefault(piece.Index, FirstPatience);

    public void BeMorePatient(PieceIndex piece) =>
        failed[piece] = (int)Math.Min(int.MaxValue, 2L * failed.GetValueOrDefault(piece, FirstPatience));

    /// <summary>Memory is asked for again, for a piece may have been abandoned since. What nobody can finish is started
    /// anew: an abandoned piece that must come from one sender, of which another sender's blocks are here.</summary>
    public void Tick()
    {
        IsOutOfMemory = false;
        if (Abandoned == 0)
        {
            return;
        }

        foreach (var piece in pieces.Values.Where(piece => IsIdle(piece) && piece.Arrived > 0 && IsStuck(piece)).ToList())
        {
            GiveUp(piece);
        }
    }

    private void SortIn(PartialPiece piece)
    {
        if (piece.Free == 0)
        {
            SortOut(piece);
        }
        else if (piece.OpenPlace is null)
        {
            piece.OpenPlace = open.Count;
            open.Add(piece);
        }
    }

    private void SortOut(PartialPiece piece)
    {
        if (piece.OpenPlace is { } place)
        {
            open[place] = open[^1];
            open[place].OpenPlace = place;
            open.RemoveAt(open.Count - 1);
            piece.OpenPlace = null;
        }
    }

    private static bool HasNothingInFlight(PartialPiece piece) => piece.Free + piece.Arrived == piece.Blocks;

    private static bool IsIdle(PartialPiece piece) => piece.Owner is null && HasNothingInFlight(piece);

    private bool IsUnderWay(PartialPiece piece) => pieces.TryGetValue(piece.Index, out var current) && current == piece;

    private bool IsStuck(PartialPiece piece)
    {
        var sources = context.Links.Values.Where(link => link.Offered[piece.Index] && context.MayAsk(link)).ToList();
        return sources.Count > 0 && sources.TrueForAll(link => !piece.MayBeSentBy(link));
    }

    /// <summary>Frees the memory of the abandoned piece that is least far, if no block of it is on its way.</summary>
    private bool GiveUpOne()
    {
        var least = Abandoned == 0 ? null : pieces.Values.Where(IsIdle).MinBy(piece => piece.Arrived);
        if (least is null)
        {
            return false;
        }

        GiveUp(least);
        return true;
    }

    private void GiveUp(PartialPiece piece)
    {
        FreeBlocks -= piece.Free;
        Finish(piece);
        SortOut(piece);
        context.Host.Release(piece.Index);
        context.Policies.Picker.Add(piece.Index);
    }
}
