using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>The serving half of a swarm: a bounded queue of requests for each link, out of which it hands the host as
/// much as the link can swallow in a moment.</summary>
internal sealed class Upload(SwarmContext context)
{
    /// <summary>Requests of a peer that we keep (BEP 10 <c>reqq</c>).</summary>
    public const int LongestQueue = 1_000;

    private const int RefusalsPerBlock = 16;
    private const int MostPiecesInPart = 1_000;
    private const int LeastWindow = 256 * 1024;
    private const int LargestWindow = 2 * 1024 * 1024;

    /// <summary>Requests may be for a byte each: then their number is the limit.</summary>
    private const int MostHanded = 2 * LargestWindow / PieceLayout.BlockSize;

    /// <summary>Bytes worth a request, but for the torrent's end: less only where its pieces leave less.</summary>
    private readonly int leastUseful = Math.Min(1_024, 1 + ((context.Layout.PieceLength - 1) % PieceLayout.BlockSize));

    /// <summary>Bytes of blocks that went out.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of blocks that went out.</summary>
    public RateMeter Rate { get; } = new(2_000);

    public void Requested(LinkState link, in PeerMessage message)
    {
        if (!context.Layout.TryRange(message.Piece, message.Begin, message.Length, out var block))
        {
            link.Condemned ??= "asked for bytes that do not exist";
            return;
        }

        if (block.Length < leastUseful)
        {
            link.Chatted(message, context.Now);
        }

        if (link.Facts.WeChoke || !context.Held[block.Piece] || link.Told is null || !link.Told[block.Piece]
            || link.Wanted.Count >= LongestQueue)
        {
            Refuse(link, block);
            return;
        }

        if (block.Begin == 0)
        {
            context.Observer.RequestReceived(link.Facts, block.Piece);
        }

        link.Wanted.Add(block);
        Pump(link);
    }

    public void Cancelled(LinkState link, in PeerMessage message)
    {
        if (context.Layout.TryRange(message.Piece, message.Begin, message.Length, out var block)
            && link.Wanted.Remove(block))
        {
            Reject(link, block);
        }
    }

    public void Choke(LinkState link)
    {
        link.Facts.WeChoke = true;
        context.Send(link, PeerMessage.Choke);
        while (link.Wanted.TryTake(out var block))
        {
            Reject(link, block);
        }
    }

    public void Unchoke(LinkState link)
    {
        link.Facts.WeChoke = false;
        context.Send(link, PeerMessage.Unchoke);
    }

    public void Sent(LinkState link, int blocks)
    {
        var before = link.HandedBytes;
        for (var number = 0; number < blocks && link.Handed.TryDequeue(out var block); number++)
        {
            link.HandedBytes -= block.Length;
            Count(link, block);
        }

        var sent = before - link.HandedBytes;
        link.Chatter.Served(sent);
        link.Refusals.Earn(sent * RefusalsPerBlock / PieceLayout.BlockSize);
        Pump(link);
    }

    public void Failed(LinkState link, BlockRange block)
    {
        if (link.Handed.TryDequeue(out var oldest))
        {
            link.HandedBytes -= oldest.Length;
            Reject(link, block);
            Pump(link);
        }
    }

    private void Pump(LinkState link)
    {
        if (link.Wanted.Count == 0 || link.IsLeaving)
        {
            return;
        }

        var window = Math.Clamp((long)(link.Up.Rate(context.Now) / 10), LeastWindow, LargestWindow);
        while (link.HandedBytes < window && link.Handed.Count < MostHanded && link.Wanted.TryTake(out var block))
        {
            link.Handed.Enqueue(block);
            link.HandedBytes += block.Length;
            link.LastSent = context.Now;
            context.Host.Upload(link.Id, block);
        }
    }

    private void Count(LinkState link, BlockRange block)
    {
        Bytes += block.Length;
        link.Facts.Uploaded += block.Length;
        link.Up.Add(block.Length, context.Now);
        Rate.Add(block.Length, context.Now);
        var sent = link.SentOf.GetValueOrDefault(block.Piece) + block.Length;
        if (sent < context.Layout.LengthOf(block.Piece))
        {
            NotePart(link, block.Piece, sent);
            return;
        }

        link.SentOf.Remove(block.Piece);
        context.Observer.PieceSent(link.Facts, block.Piece);
    }

    /// <summary>A peer may ask for a little of very many pieces: then what it got of the earlier ones is forgotten.</summary>
    private static void NotePart(LinkState link, PieceIndex piece, int sent)
    {
        if (link.SentOf.Count >= MostPiecesInPart)
        {
            link.SentOf.Clear();
        }

        link.SentOf[piece] = sent;
    }

    private void Refuse(LinkState link, BlockRange block)
    {
        Reject(link, block);
        if (!link.Refusals.TrySpend(1, context.Now))
        {
            link.Condemned ??= "floods us with requests that it may not make";
        }
    }

    /// <summary>With the fast extension every request is answered (BEP 6); without it silence is the answer.</summary>
    private void Reject(LinkState link, BlockRange block)
    {
        if (link.Facts.Card.Fast && !link.IsLeaving)
        {
            context.Send(link, PeerMessage.Reject(block));
        }
    }
}
