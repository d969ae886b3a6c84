using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>Carries out what the policies say about whom we serve: the lists that peers are shown, chokes and unchokes.</summary>
internal sealed class Serving(SwarmContext context, Upload upload)
{
    private long lastRotation;
    private bool chokesAreDue;

    /// <summary>What we offer this peer, the first message on a link (BEP 3, BEP 6) unless that depends on who it is.</summary>
    public void ShowListIfDue(LinkState link)
    {
        if (link.Told is null && !context.Policies.Offer.AwaitsIntroduction(link.Facts))
        {
            ShowList(link);
        }
    }

    /// <summary>We hold one more piece.</summary>
    public void Tell(PieceIndex piece)
    {
        if (!context.Held[piece])
        {
            return;
        }

        foreach (var link in context.Links.Values)
        {
            if (context.Policies.Offer.Shows(link.Facts, piece))
            {
                Tell(link, piece);
            }
        }
    }

    public void ReviewOffers() => Show(context.Policies.Offer.Review(context.Facts, context.Now));

    /// <summary>Somebody came, left or changed interest. Many of a run's messages may say so: one review follows them all.</summary>
    public void ReviewChokesSoon() => chokesAreDue = true;

    public void ReviewChokesIfDue()
    {
        if (chokesAreDue)
        {
            ReviewChokes(rotate: false);
        }
    }

    public void Tick()
    {
        if (context.Now - lastRotation >= context.Policies.Choke.ReviewEvery)
        {
            lastRotation = context.Now;
            ReviewChokes(rotate: true);
        }

        ReviewOffers();
        Heartbeat();
    }

    private void ShowList(LinkState link)
    {
        var shown = context.Policies.Offer.Review(context.Facts, context.Now);
        var told = new Bitfield(context.Layout.PieceCount);
        foreach (var number in context.Held.Ones())
        {
            if (context.Policies.Offer.Shows(link.Facts, context.Layout.Index(number)))
            {
                told.Set(number);
            }
        }

        link.Told = told;
        if (ListMessage(link, told) is { } message)
        {
            context.Send(link, message);
        }

        context.Observer.ListSent(link.Facts, told.Count);
        Show(shown);
    }

    private void ReviewChokes(bool rotate)
    {
        chokesAreDue = false;
        var open = context.Policies.Choke.Open(context.Facts, context.Held.IsFull, rotate, context.Now);
        foreach (var link in context.Links.Values.Where(link => !link.IsLeaving && link.Facts.WeChoke == open.Contains(link.Id)))
        {
            if (link.Facts.WeChoke)
            {
                upload.Unchoke(link);
            }
            else
            {
                upload.Choke(link);
            }
        }
    }

    private static PeerMessage? ListMessage(LinkState link, Bitfield told) =>
        link.Facts.Card.Fast && told.IsFull && told.Length > 0 ? PeerMessage.HaveAll
        : link.Facts.Card.Fast && told.IsEmpty ? PeerMessage.HaveNone
        : told.IsEmpty ? null
        : PeerMessage.Bitfield(told);

    private void Show(IReadOnlyList<Policies.Showing> showings)
    {
        foreach (var (id, number) in showings)
        {
            var piece = context.Layout.Index(number);
            if (context.Held[piece] && context.Links.TryGetValue(id, out var link))
            {
                Tell(link, piece);
            }
        }
    }

    private void Tell(LinkState link, PieceIndex piece)
    {
        if (!link.IsLeaving && link.Told is not null && link.Told.Set(piece))
        {
            link.Chatter.ToldOfPiece();
            context.Send(link, PeerMessage.Have(piece));
            context.Observer.HaveSent(link.Facts, piece, link.Told.Count);
        }
    }

    private void Heartbeat()
    {
        if (context.Policies.Heartbeat == 0)
        {
            return;
        }

        foreach (var link in context.Links.Values.Where(link => !link.IsLeaving && context.Now - link.LastSent >= context.Policies.Heartbeat))
        {
            context.Send(link, PeerMessage.KeepAlive);
        }
    }
}
