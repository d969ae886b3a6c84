namespace PeerShare.Protocol.Torrents;

/// <summary>RFC 4648 base 32 without padding, as old magnet links spell info-hashes.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <returns>False when <paramref name="text"/> has other characters or not exactly the bits of <paramref name="bytes"/>.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length * 5 != bytes.Length * 8)
        {
            return false;
        }

        bytes.Clear();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(text[bit / 5]), StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            bytes[bit / 8] |= (byte)(((digit >> (4 - bit % 5)) & 1) << (7 - bit % 8));
        }

        return true;
    }
}
