namespace PeerShare.Protocol.Values;

/// <summary>How a torrent's bytes are cut into pieces and blocks. Every raw number from outside becomes a
/// <see cref="PieceIndex"/> or a <see cref="BlockRange"/> here, or is refused.</summary>
public sealed class PieceLayout
{
    /// <summary>What is asked for at a time, in bytes (BEP 3 in practice: longer requests get connections closed).</summary>
    public const int BlockSize = 16_384;

    /// <summary>Longest request that we answer, in bytes.</summary>
    public const int LargestRequest = 131_072;

    /// <summary>Most pieces of a torrent.</summary>
    public const int MostPieces = 2_097_152;

    /// <summary>Longest piece, in bytes (64 MiB).</summary>
    public const int LargestPiece = 64 << 20;

    /// <summary>Longest content, in bytes (2^48).</summary>
    public const long LargestContent = 1L << 48;

    private PieceLayout(long totalLength, int pieceLength, int pieceCount)
    {
        TotalLength = totalLength;
        PieceLength = pieceLength;
        PieceCount = pieceCount;
    }

    /// <summary>Length of the content in bytes; may be 0.</summary>
    public long TotalLength { get; }

    /// <summary>Length of every piece but the last, in bytes.</summary>
    public int PieceLength { get; }

    /// <summary>0 for empty content.</summary>
    public int PieceCount { get; }

    /// <summary>Blocks of every piece but the last.</summary>
    public int BlocksPerPiece => (PieceLength + BlockSize - 1) / BlockSize;

    /// <returns>False when a number is out of the bounds above or the content has too many pieces.</returns>
    public static bool TryCreate(long totalLength, long pieceLength, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PieceLayout? layout)
    {
        layout = null;
        if (totalLength is < 0 or > LargestContent || pieceLength is < 1 or > LargestPiece)
        {
            return false;
        }

        var count = (totalLength + pieceLength - 1) / pieceLength;
        if (count > MostPieces)
        {
            return false;
        }

        layout = new PieceLayout(totalLength, (int)pieceLength, (int)count);
        return true;
    }

    /// <exception cref="ArgumentOutOfRangeException">As <see cref="TryCreate"/>, for numbers that are our own.</exception>
    public static PieceLayout Create(long totalLength, int pieceLength) =>
        TryCreate(totalLength, pieceLength, out var layout)
            ? layout
            : throw new ArgumentOutOfRangeException(nameof(totalLength), $"{totalLength} bytes cannot be cut into pieces of {pieceLength}");

    public bool TryIndex(long number, out PieceIndex piece)
    {
        var good = number >= 0 && number < PieceCount;
        piece = good ? new PieceIndex((int)number) : default;
        return good;
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public PieceIndex Index(int number) =>
        TryIndex(number, out var piece) ? piece : throw new ArgumentOutOfRangeException(nameof(number));

    /// <summary>A request as it came from the network: inside its piece, 1 to <see cref="LargestRequest"/> bytes.</summary>
    public bool TryRange(uint number, uint begin, uint length, out BlockRange range)
    {
        var good = TryIndex(number, out var piece)
            && length is > 0 and <= LargestRequest
            && (long)begin + length <= LengthOf(piece);
        range = good ? new BlockRange(piece, (int)begin, (int)length) : default;
        return good;
    }

    /// <summary>One of our blocks: aligned, of full length but for the last of its piece.</summary>
    public bool TryBlock(uint number, uint begin, int length, out BlockRange range)
    {
        range = default;
        if (!TryIndex(number, out var piece) || begin % BlockSize != 0 || begin >= LengthOf(piece))
        {
            return false;
        }

        range = BlockOf(piece, (int)(begin / BlockSize));
        return range.Length == length;
    }

    /// <summary>Length of a piece in bytes.</summary>
    public int LengthOf(PieceIndex piece) =>
        piece.Value == PieceCount - 1 ? (int)(TotalLength - (long)piece.Value * PieceLength) : PieceLength;

    /// <summary>Where a piece begins in the content, in bytes.</summary>
    public long OffsetOf(PieceIndex piece) => (long)piece.Value * PieceLength;

    public int BlocksOf(PieceIndex piece) => (LengthOf(piece) + BlockSize - 1) / BlockSize;

    public BlockRange BlockOf(PieceIndex piece, int block)
    {
        var begin = block * BlockSize;
        return new BlockRange(piece, begin, Math.Min(BlockSize, LengthOf(piece) - begin));
    }

    public IEnumerable<PieceIndex> Pieces() => Enumerable.Range(0, PieceCount).Select(number => new PieceIndex(number));
}
