using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What a store is asked to read or write lies in its piece. Without enumerators: this is called for every block served.</summary>
internal static class Stretch
{
    public static void Refuse(PieceLayout layout, PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(begin);
        long end = begin;
        for (var number = 0; number < buffers.Count; number++)
        {
            end += buffers[number].Length;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, layout.LengthOf(piece), nameof(buffers));
    }

    public static void RefusePart(PieceLayout layout, PieceIndex piece, int length)
    {
        if (length != layout.LengthOf(piece))
        {
            throw new ArgumentException($"piece {piece} has {layout.LengthOf(piece)} bytes, not {length}", nameof(length));
        }
    }
}
