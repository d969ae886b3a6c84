using System.Globalization;
using System.Net;
using System.Text;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Announce;

/// <summary>What a client tells an HTTP tracker (BEP 3, 7, 23).</summary>
/// <param name="InfoHash">The torrent.</param>
/// <param name="PeerId">Who announces.</param>
/// <param name="Port">The port that it listens on.</param>
/// <param name="Uploaded">Bytes sent since the start of this session.</param>
/// <param name="Downloaded">Bytes received since then.</param>
/// <param name="Left">Bytes still missing.</param>
public sealed record AnnounceRequest(InfoHash InfoHash, PeerId PeerId, int Port, long Uploaded, long Downloaded, long Left)
{
    public AnnounceEvent Event { get; init; }

    /// <summary>Peers wanted; null leaves it to the tracker.</summary>
    public int? NumWant { get; init; }

    /// <summary>Opaque bytes by which the tracker knows the client again when its address changes; empty for none.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>What the same tracker called <c>tracker id</c>.</summary>
    public string? TrackerId { get; init; }

    /// <summary>Where it is reached, when it says that this is not where it comes from.</summary>
    public IPAddress? Ip { get; init; }

    /// <summary>The query without a question mark; bytes are percent-encoded.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder("info_hash=").AppendEscaped(InfoHash.ToArray());
        query.Append("&peer_id=").AppendEscaped(PeerId.ToArray());
        query.Append(CultureInfo.InvariantCulture, $"&port={Port}&uploaded={Uploaded}&downloaded={Downloaded}&left={Left}&compact=1");
        if (Event != AnnounceEvent.None)
        {
            query.Append(CultureInfo.InvariantCulture, $"&event={Event.ToString().ToLowerInvariant()}");
        }

        if (NumWant is { } wanted)
        {
            query.Append(CultureInfo.InvariantCulture, $"&numwant={wanted}");
        }

        AppendOptional(query, "&ip=", Encoding.ASCII.GetBytes(Ip?.ToString() ?? ""));
        AppendOptional(query, "&key=", Key.Span);
        AppendOptional(query, "&trackerid=", Encoding.UTF8.GetBytes(TrackerId ?? ""));
        return query.ToString();
    }

    /// <summary>The address to get; the query that the address has, say with a passkey, stays in front.</summary>
    /// <exception cref="UriFormatException"><paramref name="announceUrl"/> is not an absolute address.</exception>
    public Uri AppendTo(string announceUrl)
    {
        var bare = announceUrl.Split('#')[0];
        return new Uri($"{bare}{(bare.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{ToQuery()}", UriKind.Absolute);
    }

    private static void AppendOptional(StringBuilder query, string name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            query.Append(name).AppendEscaped(value);
        }
    }
}
