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
}
