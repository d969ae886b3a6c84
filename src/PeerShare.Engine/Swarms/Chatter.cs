using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>Messages of a peer by which we get nothing: it may send many, because there are good reasons for each, and not for ever. The cancels of an
/// endgame are fewer: what is on its way to a node fits into 128 MiB, which is 8,192 blocks.</summary>
internal sealed class Chatter
{
    private const int InARow = 10_000;
    private const int ASecond = 1_000;

    /// <summary>Whoever chokes, or is no longer interested, has us look at everybody: with 200 links that took 30 µs.</summary>
    private const int StateCounts = 10;

    private const int BytesThatCount = 1_024;

    private readonly Allowance allowance = new(InARow, ASecond);

    /// <returns>False when it is too much.</returns>
    public bool TryTake(in PeerMessage message, long now) => allowance.TrySpend(
        message.Kind <= PeerMessageKind.NotInterested ? StateCounts : 1 + (message.Payload.Length / BytesThatCount),
        now);

    /// <summary>The peer may become interested, and when it has fetched the piece no longer be.</summary>
    public void ToldOfPiece() => allowance.Earn(2 * StateCounts);

    /// <summary>The peer may unchoke us for it, or choke us.</summary>
    public void ToldOfInterest() => allowance.Earn(StateCounts);

    /// <param name="bytes">Of blocks.</param>
    public void Served(long bytes) => allowance.Earn(bytes / PieceLayout.BlockSize);
}
