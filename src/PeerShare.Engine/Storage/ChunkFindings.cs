using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What was not as we left it when a chunk folder was opened.</summary>
/// <param name="Discarded">Chunks that were altered: wrong when hashed, and deleted.</param>
/// <param name="Deleted">Chunks that we had and that are gone.</param>
/// <param name="Foreign">Names in the chunk folder that are no chunk's, 100 at most; left alone.</param>
public sealed record ChunkFindings(IReadOnlyList<PieceIndex> Discarded, IReadOnlyList<PieceIndex> Deleted, IReadOnlyList<string> Foreign)
{
    internal const int MostForeign = 100;

    public static ChunkFindings None { get; } = new([], [], []);
}
