using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Chooses the next piece to start. It holds the fresh pieces: wanted and neither held nor started.</summary>
public interface IPiecePicker
{
    /// <summary>Number of fresh pieces.</summary>
    int Fresh { get; }

    /// <summary>The piece is wanted (again).</summary>
    void Add(PieceIndex piece);

    /// <summary>The piece was started, or is held.</summary>
    void Remove(PieceIndex piece);

    /// <summary>How many connected peers hold the piece, without those that hold everything.</summary>
    void Counted(PieceIndex piece, int peers);

    /// <summary>A fresh piece out of those that <paramref name="offered"/> holds; it stays fresh until <see cref="Remove"/>.</summary>
    bool TryPick(Bitfield offered, out PieceIndex piece);
}
