using System.Globalization;
using System.Net;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Ring;

/// <summary>Tells the console all that a ring node does, in the classroom's words: a piece is a chunk, a bitfield is a chunk ID list.</summary>
internal class RingNarrator(RingLog log, PieceLayout layout, Func<IPEndPoint, string> nameOf) : SwarmObserver
{
    private const int MostUnreachable = 1_000;

    private readonly HashSet<IPEndPoint> unreachable = [];

    public override void LinkUp(LinkFacts link)
    {
        var who = Of(link);
        unreachable.Remove(link.Card.Address);
        log.Say(link.Card.Dialled ? $"connected to {who}" : $"accepted a connection from {who}", "connected", At(who));
    }

    public override void LinkDown(LinkFacts link, string reason)
    {
        var who = Of(link);
        log.Say($"connection with {who} ended: {reason}", "disconnected", At(who));
    }

    public override void DialFailed(IPEndPoint address, string reason)
    {
        if (unreachable.Count < MostUnreachable && unreachable.Add(address))
        {
            log.Say($"{nameOf(address)} at {address} cannot be reached ({reason}); trying again", "unreachable", At(address.ToString()));
        }
    }

    public override void ListReceived(LinkFacts link) => List("received chunk ID list from", "list_received", link, link.Has.Count);

    public override void ListSent(LinkFacts link, int pieces) => List("sent chunk ID list to", "list_sent", link, pieces);

    public override void HaveReceived(LinkFacts link, PieceIndex piece) =>
        Addition("received chunk ID list from", "have_received", link, piece, link.Has.Count);

    public override void HaveSent(LinkFacts link, PieceIndex piece, int pieces) =>
        Addition("sent chunk ID list to", "have_sent", link, piece, pieces);

    public override void PieceRequested(LinkFacts link, PieceIndex piece) =>
        Chunk($"requested chunk {piece} from {Of(link)}", "requested", piece, Of(link));

    public override void RequestReceived(LinkFacts link, PieceIndex piece) =>
        Chunk($"received request for chunk {piece} from {Of(link)}", "request_received", piece, Of(link));

    public override void PieceReceived(LinkFacts? from, PieceIndex piece, int held)
    {
        var who = from is null ? "an earlier peer" : Of(from);
        Chunk($"received chunk {piece} from {who} ({Sizes.Format(layout.LengthOf(piece))})", "received", piece, who);
    }

    public override void PieceSent(LinkFacts link, PieceIndex piece) =>
        Chunk($"sent chunk {piece} to {Of(link)}", "sent", piece, Of(link));

    public override void PieceCorrupt(PieceIndex piece) =>
        Chunk($"chunk {piece} was wrong; asking for it again", "corrupt", piece, "");

    public override void PieceLost(PieceIndex piece, string reason) =>
        Chunk($"chunk {piece} cannot be read any more ({reason}); asking for it again", "lost", piece, "");

    public override void StoreFailed(PieceIndex piece, string reason) =>
        Chunk($"chunk {piece} cannot be saved: {reason}; trying again every 10 s", "store_failed", piece, "");

    /// <summary>The address; for an accepted link also the port by which people know the peer.</summary>
    protected static string Of(LinkFacts link) => link is { Card.Dialled: false, Listens: { } listens }
        ? string.Create(CultureInfo.InvariantCulture, $"{link.Card.Address} (peer {listens.Port})")
        : link.Card.Address.ToString();

    private static Action<Utf8JsonWriter> At(string who) => writer => writer.WriteString("peer", who);

    private void List(string words, string name, LinkFacts link, int count)
    {
        var who = Of(link);
        log.Say($"{words} {who} ({count} chunks)", name, Counted(who, count));
    }

    private void Addition(string words, string name, LinkFacts link, PieceIndex piece, int count)
    {
        var who = Of(link);
        log.Say($"{words} {who} (+1: {count} chunks)", name, writer =>
        {
            writer.WriteNumber("chunk", piece.Value);
            writer.WriteNumber("chunks", count);
            writer.WriteString("peer", who);
        });
    }

    private static Action<Utf8JsonWriter> Counted(string who, int count) => writer =>
    {
        writer.WriteString("peer", who);
        writer.WriteNumber("chunks", count);
    };

    private void Chunk(string text, string name, PieceIndex piece, string who) => log.Say(text, name, writer =>
    {
        writer.WriteNumber("chunk", piece.Value);
        writer.WriteNumber("bytes", layout.LengthOf(piece));
        writer.WriteString("peer", who);
    });
}
