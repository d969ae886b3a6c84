using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>The addresses for mirrors: only for who has shown a certificate of the cluster.</summary>
internal static class MirrorEndpoints
{
    private const int MostRecords = 2_000;
    private const int LongestWaitMillis = 10_000;
    private const long LongestQuestion = 4 << 20;

    private static readonly Refusal NotOurs = new(StatusCodes.Status403Forbidden, "this is for trackers that have the cluster's key");

    public static void MapMirrors(this TrackerApi api, Mirrors mirrors, PeerFeeds feeds, IRecordStore store, TimeProvider time)
    {
        var ending = api.Routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        api.Routes.MapPost(Routes.MirrorPull, context => IfOursAsync(context, over => PullAsync(context, api.Ledger, mirrors, store, time, over), ending));
        api.Routes.MapGet(Routes.MirrorPeers, context => IfOursAsync(context, over => PeersAsync(context, feeds, over), ending));
        api.Routes.MapGet(Routes.MirrorBlob, context => IfOursAsync(context, over => BlobAsync(context, store, over), ending));
        api.Get(
            new Operation(Routes.Trackers, null, typeof(TrackerLine[]), IsGet: true, NeedsSession: false) { Summary = "The other trackers, and how each does" },
            async context => await context.WriteAsync(mirrors.Lines(await store.HeadsAsync())));
    }

    /// <summary>The door has looked at the certificate; without one it is not a tracker.</summary>
    private static async Task IfOursAsync(HttpContext context, Func<CancellationToken, Task> act, CancellationToken ending)
    {
        if (await context.Connection.GetClientCertificateAsync(ending) is null)
        {
            await context.RefuseAsync(NotOurs);
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        try
        {
            await act(over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // A mirror that ends breaks off its questions; so do we.
            context.Abort();
        }
    }

    private static async Task PullAsync(HttpContext context, Ledger ledger, Mirrors mirrors, IRecordStore store, TimeProvider time, CancellationToken over)
    {
        var question = await context.ReadAsync<PullRequest>(LongestQuestion);
        var known = VersionVector.Of(question.Known);
        var mirror = HostPort.TryParse(question.Self, out var address) ? mirrors.Meet(address) : null;
        if (mirror is not null)
        {
            mirrors.Hear(mirror, known, await store.HeadsAsync());
        }

        try
        {
            await WaitForNewsAsync(mirrors, store, known, Math.Clamp(question.WaitMillis, 0, LongestWaitMillis), time, over);
            await using var moment = await store.MomentAsync();
            if (mirror is not null)
            {
                mirrors.Offer(mirror, moment.Heads);
            }

            foreach (var page in moment.PagesFor(known, MostRecords))
            {
                await context.WriteLineAsync(
                    page.ToContract(time.GetUtcNow().ToUnixTimeMilliseconds(), ledger.Origin, mirrors.Addresses), ContractJson.Default.PullPage);
            }
        }
        catch (OperationCanceledException) when (mirror is not null)
        {
            mirrors.Lose(mirror);
            throw;
        }
    }

    private static async Task WaitForNewsAsync(
        Mirrors mirrors, IRecordStore store, VersionVector known, int waitMillis, TimeProvider time, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(waitMillis), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        for (var news = mirrors.News; known.Covers(await store.HeadsAsync()); news = mirrors.News)
        {
            try
            {
                await news.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task PeersAsync(HttpContext context, PeerFeeds feeds, CancellationToken over)
    {
        await foreach (var batch in feeds.FollowAsync(over))
        {
            await context.WriteLineAsync(batch, ContractJson.Default.OnlinePeerArray);
        }
    }

    private static async Task BlobAsync(HttpContext context, IRecordStore store, CancellationToken over)
    {
        if (!BlobHash.TryParse(context.Request.RouteValues["hash"] as string, out var hash) || await store.ReadBlobAsync(hash) is not { } blob)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentLength = blob.Length;
        await context.Response.Body.WriteAsync(blob, over);
    }

    private static async Task WriteLineAsync<T>(this HttpContext context, T line, JsonTypeInfo<T> type)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, type, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
