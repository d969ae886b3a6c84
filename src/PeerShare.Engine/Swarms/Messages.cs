using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What each message of a peer means; whoever breaks the protocol is condemned, and so is whoever floods us with messages by which we get
/// nothing.</summary>
internal sealed class Messages(
    SwarmContext context,
    PeerPieces peerPieces,
    Requests requests,
    Download download,
    Upload upload,
    Serving serving,
    Introductions introductions)
{
    public void Handle(LinkState link, in Received received)
    {
        if (received.Fate != BlockFate.None)
        {
            download.BlockCame(link, received.Message, received.Fate);
        }
        else if (!link.IsLeaving)
        {
            Handle(link, received.Message);
        }
    }

    private void Handle(LinkState link, in PeerMessage message)
    {
        switch (message.Kind)
        {
            case PeerMessageKind.Have: HaveCame(link, message); break;
            case PeerMessageKind.Bitfield: BitfieldCame(link, message); break;
            case PeerMessageKind.HaveAll: FastListCame(link, Bitfield.Full(context.Layout.PieceCount)); break;
            case PeerMessageKind.HaveNone: FastListCame(link, new Bitfield(context.Layout.PieceCount)); break;
            case PeerMessageKind.Request: upload.Requested(link, message); break;
            case PeerMessageKind.Reject: Rejected(link, message); break;
            default: TalkCame(link, message); break;
        }
    }

    /// <summary>What can be said for ever, whatever we do.</summary>
    private void TalkCame(LinkState link, in PeerMessage message)
    {
        link.Chatted(message, context.Now);
        switch (message.Kind)
        {
            case PeerMessageKind.Choke: requests.Choked(link); break;
            case PeerMessageKind.Unchoke: requests.Unchoked(link); break;
            case PeerMessageKind.Interested: Interested(link, true); break;
            case PeerMessageKind.NotInterested: Interested(link, false); break;
            case PeerMessageKind.Cancel: upload.Cancelled(link, message); break;
            case PeerMessageKind.Extended: introductions.Came(link, message); break;
        }
    }

    private void Interested(LinkState link, bool interested)
    {
        if (link.Facts.PeerInterested != interested)
        {
            link.Facts.PeerInterested = interested;
            serving.ReviewChokesSoon();
        }
    }

    private void HaveCame(LinkState link, in PeerMessage message)
    {
        link.ListCame = true;
        if (!context.Layout.TryIndex(message.Piece, out var piece))
        {
            link.Condemned ??= "has a piece that does not exist";
        }
        else if (!TryGain(link, piece))
        {
            link.Chatted(message, context.Now);
        }
    }

    private bool TryGain(LinkState link, PieceIndex piece)
    {
        if (!peerPieces.HaveCame(link, piece))
        {
            return false;
        }

        context.Observer.HaveReceived(link.Facts, piece);
        serving.ReviewOffers();
        return true;
    }

    private void BitfieldCame(LinkState link, in PeerMessage message)
    {
        if (!Bitfield.TryRead(message.Payload.Span, context.Layout.PieceCount, out var pieces))
        {
            link.Condemned ??= "sent a list of pieces of another length";
        }
        else if (link.ListCame)
        {
            link.Chatted(message, context.Now);
            ListGrew(link, pieces);
        }
        else
        {
            ListCame(link, pieces);
        }
    }

    /// <summary>aria2 tells of several new pieces at once by sending its whole list again. Nobody loses a piece by that.</summary>
    private void ListGrew(LinkState link, Bitfield pieces)
    {
        foreach (var piece in pieces.Ones())
        {
            TryGain(link, context.Layout.Index(piece));
        }
    }

    private void FastListCame(LinkState link, Bitfield pieces)
    {
        if (link.Facts.Card.Fast)
        {
            ListCame(link, pieces);
        }
        else
        {
            link.Condemned ??= "uses the fast extension without having agreed to it";
        }
    }

    private void ListCame(LinkState link, Bitfield pieces)
    {
        if (link.ListCame)
        {
            link.Condemned ??= "sent its list of pieces twice or late";
            return;
        }

        link.ListCame = true;
        peerPieces.ListCame(link, pieces);
        context.Observer.ListReceived(link.Facts);
        serving.ReviewOffers();
    }

    private void Rejected(LinkState link, in PeerMessage message)
    {
        if (!link.Facts.Card.Fast)
        {
            link.Condemned ??= "uses the fast extension without having agreed to it";
        }
        else if (!requests.Rejected(link, message))
        {
            link.Chatted(message, context.Now);
        }
    }
}
