using System.Globalization;
using System.Text;

namespace PeerShare.Protocol.Announce;

internal static class PercentEncoding
{
    /// <summary>Raw bytes as RFC 3986 wants them; <see cref="Uri.EscapeDataString(string)"/> takes only text.</summary>
    public static StringBuilder AppendEscaped(this StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return text;
    }

    /// <summary>Reads escaped bytes; characters that need no escape may come without one, as BEP 3's clients send them.</summary>
    /// <returns>False unless they are exactly as many bytes as there is room for.</returns>
    public static bool TryUnescape(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (count == bytes.Length || !TryByte(text, ref at, out bytes[count++]))
            {
                return false;
            }
        }

        return count == bytes.Length;
    }

    private static bool TryByte(ReadOnlySpan<char> text, ref int at, out byte value)
    {
        value = (byte)text[at];
        if (text[at] != '%')
        {
            return text[at] <= sbyte.MaxValue;
        }

        var good = at + 2 < text.Length && byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        at += 2;
        return good;
    }
}
