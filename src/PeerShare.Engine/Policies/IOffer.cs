using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Decides which of the pieces that we hold each peer is told of. What a peer is not told of, it is not served.</summary>
public interface IOffer
{
    /// <summary>Is this peer told of the piece?</summary>
    bool Shows(LinkFacts link, PieceIndex piece);

    /// <summary>Is nothing offered to this peer before it has told its settings, or the lack of them?</summary>
    bool AwaitsIntroduction(LinkFacts link);

    /// <summary>Called when somebody came, left or gained a piece, and on every tick.</summary>
    /// <param name="links">All links.</param>
    /// <param name="now">Milliseconds.</param>
    /// <returns>What is shown from now on, beyond what was shown before.</returns>
    IReadOnlyList<Showing> Review(IReadOnlyCollection<LinkFacts> links, long now);
}

/// <summary>A piece that a peer is told of from now on.</summary>
public readonly record struct Showing(LinkId Link, int Piece);
