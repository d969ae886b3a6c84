using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>How files of a group are cut.</summary>
internal static class Pieces
{
    public const int UsualLength = 512 << 10;

    /// <summary>From here on there are more pieces instead of longer ones.</summary>
    public const int LongestLength = 16 << 20;

    private const int UsualMost = 4_096;

    public static PieceLayout Of(long totalLength)
    {
        var length = UsualLength;
        while (length < LongestLength && totalLength > (long)length * UsualMost)
        {
            length *= 2;
        }

        return PieceLayout.Create(totalLength, length);
    }
}
