using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Announce;

/// <summary>The addresses for BitTorrent clients (BEP 3, 48). The status is always 200: clients show a bencoded reason and nothing of
/// another status.</summary>
internal static class AnnounceEndpoints
{
    private const string PlainText = "text/plain";

    public static void MapAnnounce(this TrackerApi api, AnnounceDesk desk)
    {
        foreach (var route in new[] { Routes.Announce, Routes.AnnounceWithPasskeyFirst })
        {
            var operation = Operation.Stream(route, PlainText, "Announce (BEP 3, 7, 23), answered in bencode.", needsSession: false);
            api.Get(
                operation with { IsPlainToo = true, Query = ["info_hash", "peer_id", "port", "uploaded", "downloaded", "left", "event", "numwant", "ip"] },
                context => WriteAsync(context, Announce(context, desk).Encode()));
        }

        foreach (var route in new[] { Routes.Scrape, Routes.ScrapeWithPasskeyFirst })
        {
            var operation = Operation.Stream(route, PlainText, "Scrape (BEP 48), answered in bencode.", needsSession: false);
            api.Get(operation with { IsPlainToo = true, Query = ["info_hash"] }, context => WriteAsync(context, Scrape(context, desk)));
        }
    }

    private static AnnounceResponse Announce(HttpContext context, AnnounceDesk desk) => desk.Announce(
        PasskeyOf(context), QueryOf(context), Vantage.Of(context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress));

    private static byte[] Scrape(HttpContext context, AnnounceDesk desk)
    {
        var (seen, refusal) = desk.Scrape(PasskeyOf(context), AnnounceQuery.ReadScrape(QueryOf(context)));
        return seen is null
            ? new AnnounceResponse { FailureReason = refusal }.Encode()
            : BencodeWriter.Encode(writer =>
            {
                writer.BeginDictionary().Key("files").BeginDictionary();
                foreach (var (torrent, counts) in seen.OrderBy(file => file.Key.ToString(), StringComparer.Ordinal))
                {
                    writer.Key(torrent.ToArray()).BeginDictionary()
                        .Number("complete", counts.Complete)
                        .Number("downloaded", counts.Downloaded)
                        .Number("incomplete", counts.Incomplete)
                        .End();
                }

                writer.End().End();
            });
    }

    private static string? PasskeyOf(HttpContext context) => context.Request.RouteValues["passkey"] as string;

    /// <summary>As it came: what decodes it as text destroys an info-hash.</summary>
    private static ReadOnlySpan<char> QueryOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? default : target.AsSpan(mark + 1);
    }

    private static Task WriteAsync(HttpContext context, byte[] answer)
    {
        var response = context.Response;
        response.ContentType = PlainText;
        response.ContentLength = answer.Length;
        return response.Body.WriteAsync(answer, 0, answer.Length);
    }
}
