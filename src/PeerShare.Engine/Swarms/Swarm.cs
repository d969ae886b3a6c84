using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>One torrent's live state: a pure state machine. Events go in, calls to the host come out; it never waits,
/// never reads a clock and never touches a socket or a file. One caller at a time.</summary>
public sealed class Swarm
{
    private const string Banned = "is banned for what it sent before";

    private readonly SwarmContext context;
    private readonly Standing standing = new();
    private readonly PeerPieces peerPieces;
    private readonly PiecesUnderWay underWay;
    private readonly Requests requests;
    private readonly Download download;
    private readonly Upload upload;
    private readonly Serving serving;
    private readonly Introductions introductions;
    private readonly Messages messages;

    public Swarm(SwarmSetup setup, ISwarmHost host)
    {
        context = new SwarmContext(setup, host);
        peerPieces = new PeerPieces(context);
        underWay = new PiecesUnderWay(context);
        requests = new Requests(context, underWay);
        download = new Download(context, peerPieces, underWay, requests, standing);
        upload = new Upload(context);
        serving = new Serving(context, upload);
        introductions = new Introductions(context);
        messages = new Messages(context, peerPieces, requests, download, upload, serving, introductions);
    }

    public bool IsComplete => context.Held.IsFull;

    // Read by the simulator, which recounts everything after every event.

    internal SwarmContext Context => context;

    internal PiecesUnderWay UnderWay => underWay;

    internal Download Download => download;

    /// <param name="e">What happened.</param>
    /// <param name="now">Milliseconds; never less than before.</param>
    public void Handle(SwarmEvent e, long now)
    {
        context.Now = now;
        switch (e)
        {
            case SwarmEvent.Run run: Came(run); break;
            case SwarmEvent.Uploaded sent: Sent(sent); break;
            case SwarmEvent.UploadFailed failed: ReadFailed(failed); break;
            case SwarmEvent.PieceStored stored: Stored(stored.Piece); break;
            case SwarmEvent.PieceCorrupt corrupt: Corrupt(corrupt.Piece); break;
            case SwarmEvent.PiecesLost lost: Lost(lost); break;
            case SwarmEvent.StoreFailed failed: download.StoreFailed(failed.Piece, failed.Reason); break;
            case SwarmEvent.LinkUp up: LinkUp(up.Link, up.Card); break;
            case SwarmEvent.LinkDown down: LinkDown(down.Link, down.Reason); break;
            case SwarmEvent.DialFailed failed: DialFailed(failed); break;
            case SwarmEvent.PeersFound found: context.Policies.Topology.Found(found.Addresses, from: null); Rearrange(); break;
            case SwarmEvent.MemoryFreed: underWay.IsOutOfMemory = false; requests.FillEverybodySoon(); break;
            case SwarmEvent.Paused: download.Pause(); break;
            case SwarmEvent.Resumed: download.Resume(); break;
            case SwarmEvent.Tick: Tick(); break;
        }

        serving.ReviewChokesIfDue();
        requests.FillWhoIsDue();
    }

    /// <summary>The swarm at this moment.</summary>
    public SwarmSnapshot Snapshot(long now) => new(
        context.Held.Count,
        HeldBytes(),
        download.Bytes,
        upload.Bytes,
        download.Wasted,
        download.Rate.Rate(now),
        upload.Rate.Rate(now),
        context.Links.Count,
        context.Facts.Count(link => link.DownloadRate > 100),
        download.PausedBecause);

    // Links.

    private void LinkUp(LinkId id, PeerCard card)
    {
        var facts = new LinkFacts(id, card, context.Layout.PieceCount, context.Now);
        var link = new LinkState(facts, context.Layout.PieceCount) { IsOnParole = standing.IsOnParole(card.Liable), LastSent = context.Now };
        if (card.Dialled)
        {
            facts.Listens = card.Address;
        }

        facts.IsBanned = standing.IsBanned(card.Liable);

        context.Links.Add(id, link);
        context.Facts.Add(facts);
        context.Observer.LinkUp(facts);
        context.Policies.Topology.Up(facts, context.Now);
        if (facts.IsBanned)
        {
            Drop(link, Banned);
            return;
        }

        serving.ShowListIfDue(link);
        introductions.Introduce(link);
        serving.ReviewChokesSoon();
        Rearrange();
    }

    private void LinkDown(LinkId id, string reason)
    {
        if (!context.Links.Remove(id, out var link))
        {
            return;
        }

        context.Facts.Remove(link.Facts);
        peerPieces.Left(link);
        requests.Left(link);
        context.Policies.Topology.Down(link.Facts, context.Now);
        context.Observer.LinkDown(link.Facts, reason);
        introductions.Left();
        serving.ReviewChokesSoon();
        Rearrange();
    }

    private void DialFailed(SwarmEvent.DialFailed failed)
    {
        context.Policies.Topology.DialFailed(failed.Address, context.Now);
        context.Observer.DialFailed(failed.Address, failed.Reason);
        Rearrange();
    }

    private void Drop(LinkState link, string reason)
    {
        if (!link.IsLeaving)
        {
            link.IsLeaving = true;
            context.Host.Drop(link.Id, reason);
        }
    }

    /// <summary>A member may have several links.</summary>
    private void DropBanned(string reason)
    {
        foreach (var link in context.Links.Values.Where(link => standing.IsBanned(link.Facts.Card.Liable)).ToList())
        {
            link.Facts.IsBanned = true;
            Drop(link, reason);
        }
    }

    private void Rearrange()
    {
        var orders = context.Policies.Topology.Review(context.Facts, IsComplete, context.Now);
        foreach (var (id, reason) in orders.Drop)
        {
            if (context.Links.TryGetValue(id, out var link))
            {
                Drop(link, reason);
            }
        }

        foreach (var address in orders.Dial)
        {
            context.Host.Dial(address);
        }

        // Whom we may ask may have changed with the review.
        foreach (var link in context.Links.Values)
        {
            peerPieces.ShowInterest(link);
        }
    }

    // Messages.

    private void Came(SwarmEvent.Run run)
    {
        if (!context.Links.TryGetValue(run.Link, out var link))
        {
            return;
        }

        link.Facts.LastHeard = context.Now;
        foreach (ref readonly var received in run.Messages.AsSpan(0, run.Count))
        {
            messages.Handle(link, received);
            if (link is { Condemned: { } reason, IsLeaving: false })
            {
                standing.Blame(link.Facts.Card.Liable);
                Drop(link, reason);
                DropBanned(Banned);
            }
        }

        requests.Fill(link);
        if (link.JustIntroduced)
        {
            link.JustIntroduced = false;
            serving.ShowListIfDue(link);
            context.Policies.Topology.Introduced(link.Facts, context.Now);
            peerPieces.ShowInterest(link);
            Rearrange();
        }
    }

    // Pieces.

    private void Stored(PieceIndex piece)
    {
        download.Stored(piece);
        serving.Tell(piece);
        if (IsComplete)
        {
            Rearrange();
        }
    }

    private void Corrupt(PieceIndex piece)
    {
        download.Corrupt(piece);
        DropBanned("sent wrong pieces again");
    }

    private void Sent(SwarmEvent.Uploaded sent)
    {
        if (context.Links.TryGetValue(sent.Link, out var link))
        {
            upload.Sent(link, sent.Blocks);
        }
    }

    private void ReadFailed(SwarmEvent.UploadFailed failed)
    {
        if (context.Links.TryGetValue(failed.Link, out var link))
        {
            upload.Failed(link, failed.Block);
        }

        download.Lost(failed.Block.Piece, failed.Reason);
    }

    private void Lost(SwarmEvent.PiecesLost lost)
    {
        foreach (var piece in lost.Pieces)
        {
            download.Lost(piece, lost.Reason);
        }
    }

    private long HeldBytes()
    {
        var layout = context.Layout;
        var bytes = (long)context.Held.Count * layout.PieceLength;
        return layout.PieceCount > 0 && context.Held[layout.PieceCount - 1]
            ? bytes - layout.PieceLength + layout.LengthOf(layout.Index(layout.PieceCount - 1))
            : bytes;
    }

    // Time.

    private void Tick()
    {
        foreach (var link in context.Links.Values)
        {
            link.Facts.DownloadRate = link.Down.Rate(context.Now);
            link.Facts.UploadRate = link.Up.Rate(context.Now);
        }

        download.Tick();
        requests.Tick();
        serving.Tick();
        introductions.ShareAddresses();
        Rearrange();
    }
}
