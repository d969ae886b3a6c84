using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>What goes wrong in a request becomes one line for its sender, and for the operator when it is our fault.</summary>
internal static class Faults
{
    private const int ClientGone = 499;

    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, Action<string> warn)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405 })
            {
                await context.RefuseAsync(new Refusal(context.Response.StatusCode, "the tracker has no such address"));
            }
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            var refusal = Explain(fault, context);
            if (refusal.Status == StatusCodes.Status500InternalServerError)
            {
                warn($"a defect of PeerShare at {context.Request.Path}: {fault}");
            }

            await context.RefuseAsync(refusal);
        }
    }

    private static Refusal Explain(Exception fault, HttpContext context) => fault switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Refusal(StatusCodes.Status413PayloadTooLarge, "the request is too long"),
        BadHttpRequestException bad => new Refusal(bad.StatusCode, "the request is malformed or came too slowly"),
        JsonException => new Refusal(StatusCodes.Status400BadRequest, "the request's body is not the JSON that is asked for"),
        StoreFailure failure => Refusal.DiskFailure(failure.Message),
        _ when context.RequestAborted.IsCancellationRequested => new Refusal(ClientGone, "the client went away"),
        _ => new Refusal(StatusCodes.Status500InternalServerError, "a defect of the tracker; whoever runs it finds more in its output"),
    };
}
