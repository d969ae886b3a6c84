using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Events;

/// <summary>The stream of what concerns a user, as server-sent events.</summary>
internal static class EventEndpoints
{
    private const string Media = "text/event-stream";

    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(15);

    public static void MapEvents(this TrackerApi api, NoticeBoard board, TimeProvider time)
    {
        var operation = Operation.Stream(Routes.Events, Media, "What concerns the asking user, as it happens: a Notice as the data of each event.", needsSession: true);
        api.Get(operation, async context =>
        {
            if (api.CallerOf(context) is not { } caller)
            {
                await context.RefuseAsync(Refusal.LoginFirst);
                return;
            }

            // The stream is opened before the session is looked at, so that its end cannot fall between the two.
            var stream = board.Open(caller);
            try
            {
                var own = await api.AskAsync<bool>(context, _ => true);
                await (own.Refusal is { } refusal ? context.RefuseAsync(refusal) : WriteAsync(context, stream, time));
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // Going away is how a client ends its stream.
            }
            finally
            {
                board.Close(stream);
            }
        });
    }

    private static async Task WriteAsync(HttpContext context, NoticeStream stream, TimeProvider time)
    {
        context.Response.ContentType = Media;
        context.Response.Headers.CacheControl = "no-store";
        var end = DateTimeOffset.FromUnixTimeMilliseconds(stream.Caller.Expires);
        while (time.GetUtcNow() < end && await WaitAsync(context, stream, time) is { } isThere)
        {
            while (isThere && stream.Notices.TryRead(out var notice))
            {
                await context.Response.WriteAsync(notice.Cause is { } cause ? $"id: {cause}\n" : "", context.RequestAborted);
                await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(notice, ContractJson.Default.Notice)}\n\n", context.RequestAborted);
            }

            await (isThere ? Task.CompletedTask : context.Response.WriteAsync(":\n\n", context.RequestAborted));
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    /// <returns>True when there is something to tell, false when it is time for a sign of life, null at the end.</returns>
    private static async Task<bool?> WaitAsync(HttpContext context, NoticeStream stream, TimeProvider time)
    {
        try
        {
            return await stream.Notices.WaitToReadAsync(context.RequestAborted).AsTask().WaitAsync(SignOfLifeEvery, time, context.RequestAborted) ? true : null;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
