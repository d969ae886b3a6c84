using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>Lets nobody see things in another order for asking another tracker: each answer says how far it goes, and a question that
/// says so of earlier answers waits until their records are here too.</summary>
internal sealed class Sequence(Ledger ledger, Mirrors mirrors, TimeProvider time)
{
    private const string Api = "/api";
    private const int MostStamps = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Api))
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Routes.SeenHeader] = string.Join(' ', ledger.Written);
            return Task.CompletedTask;
        });
        await (await HasAsync(SeenBy(context.Request), context.RequestAborted) ? next(context) : context.RefuseAsync(Refusal.IsBehind));
    }

    /// <summary>What is no stamp asks for nothing.</summary>
    private static VersionVector SeenBy(HttpRequest request) => VersionVector.Read(request.Headers[Routes.SeenHeader].ToString(), MostStamps);

    /// <returns>False when it does not come in time.</returns>
    private async Task<bool> HasAsync(VersionVector seen, CancellationToken gone)
    {
        if (ledger.Has(seen))
        {
            return true;
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        for (var news = mirrors.News; !ledger.Has(seen); news = mirrors.News)
        {
            try
            {
                await news.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }
}
