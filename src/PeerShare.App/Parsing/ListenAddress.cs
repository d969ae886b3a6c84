using System.Net;

namespace PeerShare.App.Parsing;

/// <summary>Where to be reached.</summary>
/// <param name="Ip">Listen only there and connect from there; null for all addresses of this machine.</param>
/// <param name="Port">0 lets the system choose.</param>
internal sealed record ListenAddress(IPAddress? Ip, int Port)
{
    /// <summary>All addresses, a port that the system chooses.</summary>
    public static ListenAddress Any { get; } = new(null, 0);

    /// <summary>Reads <c>IP:PORT</c>, <c>[::1]:PORT</c> or <c>PORT</c>.</summary>
    public static bool TryParse(string text, out ListenAddress address, out string problem)
    {
        var colon = text.LastIndexOf(':');
        address = Any;
        if (!Numbers.TryParsePort(text[(colon + 1)..], out var port, out problem))
        {
            return false;
        }

        if (!TryParseIp(text[..Math.Max(colon, 0)], out var ip))
        {
            problem = $"'{text}' is not an address to listen on; write IP:PORT, [IPv6]:PORT or PORT";
            return false;
        }

        address = new ListenAddress(ip, port);
        return true;
    }

    private static bool TryParseIp(string text, out IPAddress? ip)
    {
        ip = null;
        var bare = text.Contains(':', StringComparison.Ordinal) && !text.StartsWith('[');
        return text.Length == 0 || (!bare && IPAddress.TryParse(text, out ip));
    }
}
