using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>One link as the swarm sees it: the facts that policies read, and what is under way in each direction.</summary>
internal sealed class LinkState
{
    private const int RateWindow = 500;
    private const int LongestRest = 60_000;

    private int rest;

    public LinkState(LinkFacts facts, int pieces)
    {
        Facts = facts;
        Offered = new Bitfield(pieces);
    }

    public LinkFacts Facts { get; }

    public LinkId Id => Facts.Id;

    /// <summary>We are ending the link; only blocks that had come in before still count.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Why the link must end, found out while a message of it was handled.</summary>
    public string? Condemned { get; set; }

    /// <summary>The peer's settings came with the run that is being handled.</summary>
    public bool JustIntroduced { get; set; }

    public Chatter Chatter { get; } = new();

    // What comes from the peer.

    /// <summary>What may be picked from the peer: what it has, without pieces that it sent wrong.</summary>
    public Bitfield Offered { get; private set; }

    /// <summary>The peer's pieces are counted one by one; one that came with everything is counted as a whole.</summary>
    public bool CountedByPiece { get; set; } = true;

    /// <summary>The peer has sent its list, or has shown that none will come.</summary>
    public bool ListCame { get; set; }

    /// <summary>Pieces of the peer that we do not hold.</summary>
    public int Useful { get; set; }

    /// <summary>Blocks asked for and not answered, and what they are for.</summary>
    public Dictionary<BlockRange, Asked> InFlight { get; } = [];

    /// <summary>Started pieces that belong to this link.</summary>
    public List<PartialPiece> Owned { get; } = [];

    /// <summary>Blocks that may still come although we no longer wait for them.</summary>
    public int Forgiven { get; set; }

    /// <summary>When the peer last sent a block, or was first asked after a pause.</summary>
    public long LastProgress { get; set; }

    /// <summary>The peer left requests unanswered: it is tried with one at a time, which reserves nothing for it.</summary>
    public bool IsSnubbed { get; private set; }

    /// <summary>A snubbed peer is not tried before this, in milliseconds.</summary>
    public long RestsUntil { get; private set; }

    /// <summary>The peer took part in a wrong piece: it only gets whole pieces to send, alone.</summary>
    public bool IsOnParole { get; set; }

    /// <summary>Most requests that the peer keeps, as it told us.</summary>
    public int PeerQueue { get; set; } = 250;

    /// <summary>Least milliseconds seen between asking and getting.</summary>
    public long RoundTrip { get; private set; } = 1_000;

    /// <summary>How long the peer takes to answer.</summary>
    public AnswerTimes AnswerTimes { get; } = new();

    public RateMeter Down { get; } = new(RateWindow);

    // What goes to the peer.

    /// <summary>Requests waiting for their turn.</summary>
    public RequestQueue Wanted { get; } = new();

    /// <summary>Blocks handed to the host, oldest first.</summary>
    public Queue<BlockRange> Handed { get; } = [];

    public long HandedBytes { get; set; }

    /// <summary>Bytes sent of pieces that are sent in part.</summary>
    public Dictionary<PieceIndex, int> SentOf { get; } = [];

    /// <summary>Requests of the peer that we may refuse before it floods us.</summary>
    public Allowance Refusals { get; } = new(inARow: 4_000, aSecond: 400);

    public RateMeter Up { get; } = new(RateWindow);

    /// <summary>Pieces that the peer was told of.</summary>
    public Bitfield? Told { get; set; }

    /// <summary>When we last sent it anything, in milliseconds.</summary>
    public long LastSent { get; set; }

    // Extensions (BEP 10): the ids that the peer chose; 0 is none.

    public byte MetadataId { get; set; }

    public byte PeerExchangeId { get; set; }

    public int MetadataRequests { get; set; }

    /// <summary>Addresses that the peer was told of.</summary>
    public HashSet<System.Net.IPEndPoint> ToldAddresses { get; } = [];

    public void ReplacePieces(Bitfield pieces)
    {
        Facts.Has = pieces;
        Offered = pieces.Copy();
    }

    /// <summary>A message came by which we get nothing.</summary>
    public void Chatted(in PeerMessage message, long now)
    {
        if (!Chatter.TryTake(message, now))
        {
            Condemned ??= "floods us with messages";
        }
    }

    /// <summary>A block that was asked for came.</summary>
    public void Answered(long now, long askedAt)
    {
        LastProgress = now;
        IsSnubbed = false;
        rest = 0;
        RoundTrip = Math.Min(RoundTrip, now - askedAt);
        AnswerTimes.Add(now, askedAt);
    }

    /// <summary>A block came that we had ceased to wait for: the peer is worth another try.</summary>
    public void AnsweredLate(long now) => LastProgress = RestsUntil = now;

    /// <summary>Nothing came for too long: each time in a row the peer is left alone twice as long.</summary>
    public void Snub(long now, int least)
    {
        IsSnubbed = true;
        rest = Math.Clamp(2 * rest, least, Math.Max(least, LongestRest));
        LastProgress = now;
        RestsUntil = now + rest;
    }
}
