using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Chunks that were stored did not match any more when the file was put together. They are deleted and missing from
/// now on: fetch them again, then complete again.</summary>
public sealed class ChunksLostException : IOException
{
    public ChunksLostException()
        : this([])
    {
    }

    public ChunksLostException(string message)
        : base(message)
    {
    }

    public ChunksLostException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ChunksLostException(IReadOnlyList<PieceIndex> pieces)
        : base($"{pieces.Count} chunks were altered or deleted, the first of them {pieces.Select(piece => piece.Value).DefaultIfEmpty(-1).First()}") =>
        Pieces = pieces;

    /// <summary>The chunks to be fetched again, ascending.</summary>
    public IReadOnlyList<PieceIndex> Pieces { get; } = [];
}
