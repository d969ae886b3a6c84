using System.Globalization;

namespace PeerShare.Protocol.Values;

/// <summary>Where a peer listens, as text: <c>host:port</c>, <c>192.0.2.1:6881</c> or <c>[2001:db8::1]:6881</c>.</summary>
/// <param name="Host">A host name or an address, without brackets.</param>
/// <param name="Port">1 to 65,535.</param>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Longest text in characters.</summary>
    public const int MostCharacters = 300;

    public static bool TryParse(string? text, out HostPort place)
    {
        place = default;
        var colon = text is { Length: <= MostCharacters } ? text.LastIndexOf(':') : -1;
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var bracketed = text![0] == '[' && text[colon - 1] == ']';
        var host = bracketed ? text[1..(colon - 1)] : text[..colon];
        var kind = Uri.CheckHostName(host);
        place = new HostPort(host, port);
        return port is > 0 and <= 65_535 && kind != UriHostNameType.Unknown && bracketed == (kind == UriHostNameType.IPv6);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
