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

    /// <summary>Anybody may ask for what will never come.</summary>
    private const int MostWaiting = 1_000;

    /// <summary>Each start of a tracker that wrote something takes one.</summary>
    private const int MostTold = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int waiting;
    private volatile Line told = new(VersionVector.Empty);

    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Api))
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Routes.SeenHeader] = Told();
            return Task.CompletedTask;
        });
        var seen = SeenBy(context.Request);
        await (Has(seen) || await ComesAsync(seen, context.RequestAborted) ? next(context) : context.RefuseAsync(Refusal.IsBehind));
    }

    /// <summary>What is no stamp asks for nothing.</summary>
    private static VersionVector SeenBy(HttpRequest request) => VersionVector.Read(request.Headers[Routes.SeenHeader].ToString(), MostStamps);

    private string Told()
    {
        var reached = ledger.Reached;
        return (told.Reached == reached ? told : told = new Line(reached)).Text;
    }

    /// <summary>Of the running origin there is all that there can be.</summary>
    private bool Has(VersionVector seen) => seen.Heads.Values.All(stamp => stamp.Origin == ledger.Origin || ledger.Reached.Covers(stamp));

    /// <returns>False when it does not come in time, and when too many wait.</returns>
    private async Task<bool> ComesAsync(VersionVector seen, CancellationToken gone)
    {
        try
        {
            return Interlocked.Increment(ref waiting) <= MostWaiting && await UntilItComesAsync(seen, gone);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<bool> UntilItComesAsync(VersionVector seen, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        for (var news = mirrors.News; !Has(seen); news = mirrors.News)
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

    /// <summary>What the header says; made once, because every answer has it.</summary>
    private sealed class Line(VersionVector reached)
    {
        public VersionVector Reached => reached;

        public string Text { get; } = reached.Latest(MostTold).ToString();
    }
}
