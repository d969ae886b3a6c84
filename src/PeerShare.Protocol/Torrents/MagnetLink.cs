using System.Diagnostics.CodeAnalysis;
using System.Text;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>Names a torrent by its info-hash, to be fetched from peers (BEP 9).</summary>
/// <param name="InfoHash"><c>xt=urn:btih:</c></param>
/// <param name="Name"><c>dn</c>: a name to show until the metadata is there, without control characters; not a path.</param>
/// <param name="Trackers"><c>tr</c>: http, https and udp addresses.</param>
/// <param name="Peers"><c>x.pe</c>: peers as <see cref="HostPort"/> texts.</param>
public sealed record MagnetLink(InfoHash InfoHash, string? Name, IReadOnlyList<string> Trackers, IReadOnlyList<string> Peers)
{
    /// <summary>Longest link in characters.</summary>
    public const int LongestLink = 65_536;

    /// <summary>Most characters of <see cref="Name"/> that are kept.</summary>
    public const int LongestName = 255;

    private const string Scheme = "magnet:?";
    private const string V1Topic = "urn:btih:";
    private const string V2Topic = "urn:btmh:";
    private const int MostOfAKind = 100;

    /// <summary>Reads a link; parameters that it does not know are passed over.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MagnetLink? link, [NotNullWhen(false)] out string? error)
    {
        link = null;
        if (text is not { Length: <= LongestLink } || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            error = "not a magnet link";
            return false;
        }

        var parameters = text[Scheme.Length..].Split('&').Select(Split).ToLookup(pair => pair.Key, pair => pair.Value);
        error = FaultOf(parameters["xt"], out var hash);
        link = error is null
            ? new MagnetLink(
                hash,
                parameters["dn"].Select(name => CleanText.Of(name, LongestName)).FirstOrDefault(name => name.Length > 0),
                parameters["tr"].Where(TrackerList.IsTracker).Take(MostOfAKind).ToList(),
                parameters["x.pe"].Where(peer => HostPort.TryParse(peer, out _)).Take(MostOfAKind).ToList())
            : null;
        return link is not null;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Scheme}xt={V1Topic}{InfoHash}");
        foreach (var (key, value) in Parameters())
        {
            text.Append('&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private IEnumerable<(string Key, string Value)> Parameters() =>
        (Name is null ? Enumerable.Empty<(string, string)>() : [("dn", Name)])
            .Concat(Trackers.Select(tracker => ("tr", tracker)))
            .Concat(Peers.Select(peer => ("x.pe", peer)));

    /// <summary>A parameter may be numbered: <c>xt.1</c>, <c>tr.2</c>. In names, not in addresses, a plus is often a space.</summary>
    private static (string Key, string Value) Split(string parameter)
    {
        var parts = parameter.Split('=', 2);
        var key = parts[0].ToLowerInvariant().TrimEnd("0123456789".ToCharArray()).TrimEnd('.');
        var value = parts.Length == 2 ? parts[1] : "";
        return (key, Uri.UnescapeDataString(key == "dn" ? value.Replace('+', ' ') : value));
    }

    private static string? FaultOf(IEnumerable<string> topics, out InfoHash hash)
    {
        hash = default;
        var isV2 = false;
        foreach (var topic in topics)
        {
            if (topic.StartsWith(V1Topic, StringComparison.OrdinalIgnoreCase))
            {
                return TryReadHash(topic[V1Topic.Length..], out hash) ? null : "the magnet link's info-hash is malformed";
            }

            isV2 |= topic.StartsWith(V2Topic, StringComparison.OrdinalIgnoreCase);
        }

        return isV2 ? "the magnet link names only a v2 torrent (btmh), which cannot be fetched yet" : "the magnet link names no torrent (btih)";
    }

    private static bool TryReadHash(string text, out InfoHash hash)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        if (!Base32.TryRead(text, bytes))
        {
            return InfoHash.TryParseHex(text, out hash);
        }

        hash = new InfoHash(bytes);
        return true;
    }
}
