namespace PeerShare.Protocol.Values;

/// <summary>Bytes of one piece that are asked for and sent together; lies inside its piece (checked by <see cref="PieceLayout"/>).</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Begin">Offset in the piece, in bytes.</param>
/// <param name="Length">1 to 131,072 bytes; ours are <see cref="PieceLayout.BlockSize"/> but for a piece's last.</param>
public readonly record struct BlockRange(PieceIndex Piece, int Begin, int Length)
{
    /// <summary>Number of the block in its piece, when it is one of ours.</summary>
    public int Block => Begin / PieceLayout.BlockSize;
}
