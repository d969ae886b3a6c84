using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Announce;

/// <summary>Reads the queries of announces and scrapes as bytes: an info-hash is binary, and what decodes queries as text destroys
/// it. Of a parameter that comes twice the last counts; unknown ones mean nothing.</summary>
public static class AnnounceQuery
{
    /// <summary>Most torrents of one scrape; the others are passed over.</summary>
    public const int MostScraped = 100;

    private const int LongestAddress = 45;

    /// <summary>Reads an announce.</summary>
    /// <param name="query">As it came, without the question mark.</param>
    /// <param name="request">What it says, when the answer is true.</param>
    /// <param name="fault">Which parameter is missing or malformed, when the answer is false.</param>
    public static bool TryRead(
        ReadOnlySpan<char> query,
        [NotNullWhen(true)] out AnnounceRequest? request,
        [NotNullWhen(false)] out string? fault)
    {
        var fields = default(Fields);
        var parameters = new QueryParameters(query);
        fault = null;
        while (fault is null && parameters.MoveNext())
        {
            fault = fields.TryTake(parameters.Name, parameters.Value) ? null : parameters.Name.ToString();
        }

        fault ??= fields.Torrent is null ? "info_hash" : fields.Peer is null ? "peer_id" : fields.Port == 0 ? "port" : null;
        request = fault is null ? fields.ToRequest() : null;
        return request is not null;
    }

    /// <summary>The torrents that a scrape names (BEP 48); malformed ones are passed over.</summary>
    public static IReadOnlyList<InfoHash> ReadScrape(ReadOnlySpan<char> query)
    {
        var torrents = new List<InfoHash>();
        var parameters = new QueryParameters(query);
        while (torrents.Count < MostScraped && parameters.MoveNext())
        {
            if (parameters.Name is "info_hash" && HashOf(parameters.Value) is { } torrent)
            {
                torrents.Add(torrent);
            }
        }

        return torrents;
    }

    private static InfoHash? HashOf(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        return PercentEncoding.TryUnescape(value, bytes) ? new InfoHash(bytes) : null;
    }

    private static bool TryNumber(ReadOnlySpan<char> value, long most, out long number) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    /// <summary>What was read so far.</summary>
    private struct Fields
    {
        public InfoHash? Torrent;
        public PeerId? Peer;
        public int Port;
        private long uploaded;
        private long downloaded;
        private long? left;
        private int? wanted;
        private AnnounceEvent happened;
        private IPAddress? ip;

        /// <returns>False when the value of a parameter that counts is malformed.</returns>
        public bool TryTake(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            switch (name)
            {
                case "info_hash":
                    Torrent = HashOf(value);
                    return Torrent is not null;
                case "peer_id":
                    Peer = HashOf(value) is { } bytes ? new PeerId(bytes.ToArray()) : null;
                    return Peer is not null;
                case "port":
                    var isPort = TryNumber(value, IPEndPoint.MaxPort, out var port);
                    Port = (int)port;
                    return isPort && port > 0;
                case "uploaded":
                    return TryNumber(value, long.MaxValue, out uploaded);
                case "downloaded":
                    return TryNumber(value, long.MaxValue, out downloaded);
                case "left":
                    var isNumber = TryNumber(value, long.MaxValue, out var number);
                    left = number;
                    return isNumber;
                default:
                    TakeOptional(name, value);
                    return true;
            }
        }

        public readonly AnnounceRequest ToRequest() => new(Torrent!.Value, Peer!.Value, Port, uploaded, downloaded, left ?? long.MaxValue)
        {
            Event = happened,
            NumWant = wanted,
            Ip = ip,
        };

        /// <summary>Clients send rubbish here (numwant=-1), and it does no harm.</summary>
        private void TakeOptional(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            switch (name)
            {
                case "numwant":
                    wanted = TryNumber(value, int.MaxValue, out var number) ? (int)number : null;
                    break;
                case "event":
                    happened = EventOf(value);
                    break;
                case "ip":
                    ip = value.Length <= LongestAddress && IPAddress.TryParse(Uri.UnescapeDataString(value.ToString()), out var address) ? address : null;
                    break;
            }
        }

        private static AnnounceEvent EventOf(ReadOnlySpan<char> value) => value switch
        {
            "started" => AnnounceEvent.Started,
            "completed" => AnnounceEvent.Completed,
            "stopped" => AnnounceEvent.Stopped,
            _ => AnnounceEvent.None,
        };
    }
}
