using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Announce;

/// <summary>What an HTTP tracker answers (BEP 3, 7, 23). Numbers out of bounds read as null; texts come without control characters.</summary>
public sealed record AnnounceResponse
{
    /// <summary>Most peers that are read; the others are passed over.</summary>
    public const int MostPeers = 2000;

    /// <summary>Longest text that is kept, in characters.</summary>
    public const int LongestText = 1000;

    private const int LongestInterval = 86_400;

    /// <summary>Why the tracker refused; then only <see cref="Interval"/>, when to come again, means anything.</summary>
    public string? FailureReason { get; init; }

    public string? Warning { get; init; }

    /// <summary>When to announce again; at most a day.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>No announce before this; at most a day.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>Peers that have everything.</summary>
    public int? Complete { get; init; }

    /// <summary>Peers that still fetch.</summary>
    public int? Incomplete { get; init; }

    /// <summary>How many of its members' times are over in the encrypted group that the torrent belongs to; PeerShare's trackers say so. Whoever
    /// has heard of fewer does not know of somebody who has left.</summary>
    public long? Departures { get; init; }

    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>To be sent back to this tracker.</summary>
    public string? TrackerId { get; init; }

    /// <summary>Reads an answer with peers as 6 or 18 bytes, or as dictionaries.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out AnnounceResponse? response,
        [NotNullWhen(false)] out string? error)
    {
        response = null;
        if (!BencodeValue.TryParseDictionary(source, out var keys, out error))
        {
            error = $"the tracker's answer is malformed: {error}";
            return false;
        }

        response = new AnnounceResponse
        {
            FailureReason = Shown(keys, "failure reason"),
            Warning = Shown(keys, "warning message"),
            Interval = Seconds(keys, "interval"),
            MinInterval = Seconds(keys, "min interval"),
            Complete = keys.Number("complete", 0, int.MaxValue),
            Incomplete = keys.Number("incomplete", 0, int.MaxValue),
            Departures = keys.Number("departures") is >= 0 and var departures ? departures : null,
            Peers = ReadPeers(keys),
            TrackerId = keys.Text("tracker id") is { Length: <= LongestText } id ? id : null,
        };
        return true;
    }

    /// <summary>The answer with peers as 6 and 18 bytes.</summary>
    public byte[] Encode() => BencodeWriter.Encode(writer => writer.BeginDictionary()
        .Number("complete", Complete)
        .Number("departures", Departures)
        .Text("failure reason", FailureReason)
        .Number("incomplete", Incomplete)
        .Number("interval", (long?)Interval?.TotalSeconds)
        .Number("min interval", (long?)MinInterval?.TotalSeconds)
        .Bytes("peers", FailureReason is null ? CompactPeers.Write(Peers, CompactPeers.V4Size) : null)
        .Bytes("peers6", FailureReason is null ? CompactPeers.Write(Peers, CompactPeers.V6Size) : null)
        .Text("tracker id", TrackerId)
        .Text("warning message", Warning)
        .End());

    /// <summary>Trackers also send texts that are not UTF-8.</summary>
    private static string? Shown(BencodeDictionary keys, string key) =>
        keys.Bytes(key) is { } bytes ? CleanText.Of(Encoding.UTF8.GetString(bytes.Span), LongestText) : null;

    private static TimeSpan? Seconds(BencodeDictionary keys, string key) =>
        keys.Number(key) is >= 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestInterval)) : null;

    private static List<IPEndPoint> ReadPeers(BencodeDictionary keys)
    {
        var peers = new List<IPEndPoint>();
        CompactPeers.TryRead((keys.Bytes("peers") ?? default).Span, CompactPeers.V4Size, peers, MostPeers);
        CompactPeers.TryRead((keys.Bytes("peers6") ?? default).Span, CompactPeers.V6Size, peers, MostPeers);
        foreach (var peer in (keys.List("peers") ?? []).Take(MostPeers - peers.Count))
        {
            if (peer is BencodeDictionary place
                && place.Number("port", 1, IPEndPoint.MaxPort) is { } port
                && IPAddress.TryParse(place.Text("ip"), out var address))
            {
                peers.Add(new IPEndPoint(address, port));
            }
        }

        return peers;
    }
}
