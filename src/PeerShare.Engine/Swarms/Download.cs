using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>Takes blocks in, hands whole pieces to the store and draws the consequences of what it says.</summary>
internal sealed class Download
{
    private const int RetryStoreAfter = 10_000;

    private readonly SwarmContext context;
    private readonly PeerPieces peerPieces;
    private readonly PiecesUnderWay underWay;
    private readonly Requests requests;
    private readonly Standing standing;
    private readonly Dictionary<PieceIndex, PartialPiece> storing = [];
    private bool pausedByPerson;
    private string? storeTrouble;
    private long retryStoreAt;

    public Download(SwarmContext context, PeerPieces peerPieces, PiecesUnderWay underWay, Requests requests, Standing standing)
    {
        this.context = context;
        this.peerPieces = peerPieces;
        this.underWay = underWay;
        this.requests = requests;
        this.standing = standing;
        foreach (var piece in context.Layout.Pieces().Where(piece => !context.Held[piece]))
        {
            context.Policies.Picker.Add(piece);
        }
    }

    /// <summary>Bytes of wanted blocks that came in.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that came for nothing.</summary>
    public long Wasted { get; private set; }

    /// <summary>Bytes of blocks that came in.</summary>
    public RateMeter Rate { get; } = new(2_000);

    /// <summary>Pieces that are with the store.</summary>
    public int Storing => storing.Count;

    public string? PausedBecause => pausedByPerson ? SwarmSnapshot.PausedByPerson : storeTrouble;

    public void Pause()
    {
        pausedByPerson = true;
        Regulate();
    }

    public void Resume()
    {
        pausedByPerson = false;
        retryStoreAt = context.Now;
        Regulate();
        requests.FillEverybodySoon();
    }

    public void Tick() => Regulate();

    public void BlockCame(LinkState link, in PeerMessage message, BlockFate fate)
    {
        if (fate == BlockFate.Unrequested)
        {
            Unrequested(link, message.Length);
            return;
        }

        if (!context.Layout.TryBlock(message.Piece, message.Begin, (int)message.Length, out var block)
            || !link.InFlight.Remove(block, out var asked))
        {
            return;
        }

        link.Answered(context.Now, asked.At);
        if (fate == BlockFate.Filled && asked.Piece.IsMissing(block.Block))
        {
            Count(link, block);
            Arrived(link, asked.Piece, block);
        }
        else
        {
            Wasted += block.Length;
            underWay.Unask(asked.Piece, block);
        }
    }

    public void Stored(PieceIndex piece)
    {
        if (!storing.Remove(piece, out var partial))
        {
            return;
        }

        underWay.Succeeded(piece);
        if (standing.HasDoubts)
        {
            Trust(partial.Liable);
        }

        storeTrouble = null;
        Regulate();
        context.Held.Set(piece);
        peerPieces.HeldChanged(piece);
        context.Observer.PieceReceived(partial.LastSender?.Facts, piece, context.Held.Count);
        if (context.Held.IsFull)
        {
            context.Observer.Complete();
        }
    }

    public void Corrupt(PieceIndex piece)
    {
        if (!storing.Remove(piece, out var partial))
        {
            return;
        }

        Regulate();
        Wasted += context.Layout.LengthOf(piece);
        underWay.Failed(piece);
        context.Observer.PieceCorrupt(piece);
        var senders = partial.Liable;
        standing.Blame(senders);
        ReviewParoles(senders);
        foreach (var link in context.Links.Values.Where(link => senders.Count == 1 && senders.Contains(link.Facts.Card.Liable)))
        {
            requests.Rest(link, piece);
        }

        WantAgain(piece);
    }

    public void StoreFailed(PieceIndex piece, string reason)
    {
        if (!storing.Remove(piece))
        {
            return;
        }

        if (storeTrouble is null)
        {
            context.Observer.StoreFailed(piece, reason);
        }

        storeTrouble = reason;
        retryStoreAt = context.Now + RetryStoreAfter;
        Regulate();
        WantAgain(piece);
    }

    /// <summary>A piece that we had cannot be read any more: fetch it again.</summary>
    public void Lost(PieceIndex piece, string reason)
    {
        if (context.Held.Clear(piece))
        {
            peerPieces.HeldChanged(piece);
            context.Observer.PieceLost(piece, reason);
            WantAgain(piece);
        }
    }

    private void Trust(IReadOnlySet<PeerIdentity> senders)
    {
        standing.Trust(senders);
        ReviewParoles(senders);
    }

    /// <summary>The peers may have connected anew since they sent: what counts is who they are.</summary>
    private void ReviewParoles(IReadOnlySet<PeerIdentity> peers)
    {
        foreach (var link in context.Links.Values.Where(link => peers.Contains(link.Facts.Card.Liable)))
        {
            var before = link.IsOnParole;
            link.IsOnParole = standing.IsOnParole(link.Facts.Card.Liable);
            if (link.IsOnParole && !before)
            {
                underWay.Abandon(link);
            }
        }
    }

    /// <summary>A store in trouble is tried with one piece now and then: more would be fetched to be thrown away.</summary>
    private void Regulate() => requests.Limit(
        pausedByPerson ? Asking.Nothing
        : storeTrouble is null ? Asking.Everything
        : storing.Count == 0 && context.Now >= retryStoreAt ? Asking.OnePiece
        : Asking.Nothing);

    private void WantAgain(PieceIndex piece)
    {
        context.Policies.Picker.Add(piece);
        requests.FillEverybodySoon();
    }

    private void Count(LinkState link, BlockRange block)
    {
        Bytes += block.Length;
        link.Facts.Downloaded += block.Length;
        link.Down.Add(block.Length, context.Now);
        Rate.Add(block.Length, context.Now);
    }

    private void Arrived(LinkState link, PartialPiece piece, BlockRange block)
    {
        if (piece.Arrive(block.Block, link) > 0)
        {
            requests.CancelElsewhere(block);
        }

        if (piece.IsWhole)
        {
            underWay.Finish(piece);
            storing.Add(piece.Index, piece);
            Regulate();
            context.Host.Store(piece.Index);
        }
    }

    /// <summary>A block may still come after we took the request back; more than that is an attack.</summary>
    private void Unrequested(LinkState link, uint length)
    {
        Wasted += length;
        if (link.Forgiven == 0)
        {
            link.Condemned ??= "sent a block that was not asked for";
            return;
        }

        link.Forgiven--;
        link.AnsweredLate(context.Now);
    }
}
