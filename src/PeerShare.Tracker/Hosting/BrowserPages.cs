using Microsoft.AspNetCore.Http;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>A page in somebody's browser gets nothing done here, not even what needs no login: registering, and guessing passwords. Browsers
/// name the page's origin with every POST, also where a name was made to point at the tracker; our clients and mirrors are no pages.</summary>
internal static class BrowserPages
{
    private static readonly Refusal NoPages = new(StatusCodes.Status403Forbidden, "the tracker does nothing for pages in a browser; use a client");

    public static Task GuardAsync(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.Origin.Count > 0 ? context.RefuseAsync(NoPages) : next(context);
}
