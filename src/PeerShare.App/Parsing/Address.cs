using System.Net;
using System.Net.Sockets;

namespace PeerShare.App.Parsing;

/// <summary>Where to connect to: a name or an IP address, and a port from 1 to 65535.</summary>
internal sealed record Address(string Host, int Port)
{
    private const string Loopback = "127.0.0.1";

    /// <summary>Is it surely this machine? A name other than localhost is not looked up.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Reads <c>PORT</c> (this machine), <c>HOST:PORT</c> or <c>[::1]:PORT</c>.</summary>
    public static bool TryParse(string text, out Address address, out string problem)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? Loopback : text[..colon];
        address = new Address(Loopback, 1);
        if (!Numbers.TryParseRemotePort(text[(colon + 1)..], out var port, out problem))
        {
            return false;
        }

        if (!TryParseHost(host, out var bare))
        {
            problem = $"'{text}' is not an address; write PORT, HOST:PORT or [IPv6]:PORT";
            return false;
        }

        address = new Address(bare, port);
        return true;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool TryParseHost(string text, out string host)
    {
        var bracketed = text.StartsWith('[') && text.EndsWith(']');
        host = bracketed ? text[1..^1] : text;
        return bracketed
            ? IPAddress.TryParse(host, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }
}
