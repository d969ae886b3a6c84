using System.Globalization;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Parsing;

/// <summary>Numbers of bytes as people write them: <c>100KB</c>, <c>1MB</c>, <c>5GB</c> in powers of 1,024; plain numbers are bytes.</summary>
internal static class Sizes
{
    /// <summary>The other units are longer words that end in this one, so it is looked for last.</summary>
    private static readonly (string Unit, int Shift)[] Units = [("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("B", 0), ("", 0)];

    /// <summary>A size of at least 1 byte.</summary>
    public static bool TryParse(string text, out long bytes, out string problem)
    {
        var (unit, shift) = Array.Find(Units, candidate => text.EndsWith(candidate.Unit, StringComparison.OrdinalIgnoreCase));
        var good = long.TryParse(text.AsSpan(..^unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            && number <= long.MaxValue >> shift;
        bytes = good ? number << shift : 0;
        problem = good ? "" : $"'{text}' is not a size; write bytes or a unit, such as 102400, 100KB, 1MB or 5GB";
        return good;
    }

    /// <summary>A length that every client takes for a torrent's pieces (BEP 3, BEP 52).</summary>
    public static bool TryParsePieceLength(string text, out long bytes, out string problem)
    {
        if (!TryParse(text, out bytes, out problem))
        {
            return false;
        }

        var good = long.IsPow2(bytes) && bytes is >= PieceLayout.BlockSize and <= PieceLayout.LargestPiece;
        problem = good ? "" : $"'{text}' is not a length of pieces; give a power of two from 16KB to 64MB";
        return good;
    }

    /// <returns>Such as <c>102,400 B</c>.</returns>
    public static string Format(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B");
}
