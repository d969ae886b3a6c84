using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>What is answered without TLS: on this machine everything, to others what ordinary BitTorrent clients and supervisors ask.</summary>
internal static class PlainHttp
{
    private static readonly Refusal TlsOnly = new(StatusCodes.Status403Forbidden, "the tracker answers this over TLS only; ask again with https://");

    public static Task GuardAsync(HttpContext context, RequestDelegate next) =>
        IsTls(context) || IsThisMachine(context.Connection.RemoteIpAddress) || context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { IsPlainToo: true }
            ? next(context)
            : context.RefuseAsync(TlsOnly);

    private static bool IsTls(HttpContext context) => context.Features.Get<ITlsHandshakeFeature>() is not null;

    private static bool IsThisMachine(IPAddress? remote) => remote is not null && IPAddress.IsLoopback(remote);
}
