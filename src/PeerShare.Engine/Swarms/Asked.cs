namespace PeerShare.Engine.Swarms;

/// <summary>A block that was asked for: for which started piece, and when (milliseconds).</summary>
internal readonly record struct Asked(PartialPiece Piece, long At);
