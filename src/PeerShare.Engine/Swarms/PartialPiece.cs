using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>A started piece: which blocks are free, asked for, or here, and who sent them. A piece belongs to the link
/// that started it; others take its blocks only when they have nothing else to do.</summary>
internal sealed class PartialPiece(PieceIndex index, int blocks, bool exclusive)
{
    private const short Here = -1;

    private readonly short[] askers = new short[blocks];
    private int searchFrom;

    public PieceIndex Index { get; } = index;

    /// <summary>Only the owner may send it, so that the blame is certain.</summary>
    public bool IsExclusive { get; private set; } = exclusive;

    public LinkState? Owner { get; private set; }

    /// <summary>Milliseconds.</summary>
    public long OwnedSince { get; private set; }

    /// <summary>Who sent blocks, each once.</summary>
    public List<LinkState> Senders { get; } = [];

    /// <summary>Who answers for it: one may have sent over two links.</summary>
    public IReadOnlySet<PeerIdentity> Liable => Senders.Select(sender => sender.Facts.Card.Liable).ToHashSet();

    /// <summary>Who sent the block that came last.</summary>
    public LinkState? LastSender { get; private set; }

    public int Blocks => askers.Length;

    /// <summary>Blocks that nobody was asked for.</summary>
    public int Free { get; private set; } = blocks;

    /// <summary>Its place among the pieces with free blocks, kept by <see cref="PiecesUnderWay"/>.</summary>
    public int? OpenPlace { get; set; }

    /// <summary>Blocks that are here.</summary>
    public int Arrived { get; private set; }

    public bool IsWhole => Arrived == Blocks;

    public bool IsMissing(int block) => askers[block] != Here;

    public int AskersOf(int block) => askers[block];

    /// <summary>On parole a peer sends whole pieces alone; a piece that failed is sent whole by one peer.</summary>
    public bool MayBeSentBy(LinkState link) =>
        (!IsExclusive && !link.IsOnParole)
        || ((Owner is null || Owner == link) && Senders.TrueForAll(sender => sender == link));

    /// <summary>From now on the piece belongs to this link, and to it alone when that is on parole.</summary>
    public void BelongTo(LinkState owner, long now)
    {
        Owner = owner;
        OwnedSince = now;
        IsExclusive |= owner.IsOnParole;
    }

    public void BelongToNobody() => Owner = null;

    /// <summary>Finds the first free block, if there is one.</summary>
    public bool TryFindFree(out int block)
    {
        for (block = searchFrom; block < Blocks; block++)
        {
            if (askers[block] == 0)
            {
                searchFrom = block;
                return true;
            }
        }

        searchFrom = Blocks;
        return false;
    }

    public void Ask(int block)
    {
        if (askers[block]++ == 0)
        {
            Free--;
        }
    }

    /// <summary>Somebody who was asked will not answer.</summary>
    public void Unask(int block)
    {
        if (askers[block] == Here || --askers[block] > 0)
        {
            return;
        }

        Free++;
        searchFrom = Math.Min(searchFrom, block);
    }

    /// <returns>How many others were asked for the block too.</returns>
    public int Arrive(int block, LinkState sender)
    {
        var others = askers[block] - 1;
        askers[block] = Here;
        Arrived++;
        LastSender = sender;
        if (!Senders.Contains(sender))
        {
            Senders.Add(sender);
        }

        return others;
    }
}
