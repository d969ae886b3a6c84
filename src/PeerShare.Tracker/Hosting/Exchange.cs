using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>One request and its answer, as JSON.</summary>
internal static class Exchange
{
    private const string JsonType = "application/json";

    /// <exception cref="JsonException">It is no such body.</exception>
    /// <exception cref="BadHttpRequestException">It is too long, malformed, or too slow in coming.</exception>
    public static async ValueTask<T> ReadAsync<T>(this HttpContext context, long longest)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = longest;
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, StrictJson.Contracts.TypeOf<T>(), context.RequestAborted)
                ?? throw new JsonException("it is null");
        }
        catch (IOException malformed) when (malformed is not BadHttpRequestException)
        {
            // So Kestrel says that the length of a chunk has too many digits.
            throw new BadHttpRequestException(malformed.Message, malformed);
        }
    }

    public static Task WriteAsync<T>(this HttpContext context, T answer, int status = StatusCodes.Status200OK) =>
        WriteAsync(context, status, JsonSerializer.SerializeToUtf8Bytes(answer, StrictJson.Contracts.TypeOf<T>()));

    /// <summary>204, or why not.</summary>
    public static Task EndAsync(this HttpContext context, Refusal? refusal)
    {
        if (refusal is not null)
        {
            return context.RefuseAsync(refusal);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task EndAsync<T>(this HttpContext context, Answer<T> answer) =>
        answer.Refusal is { } refusal ? context.RefuseAsync(refusal) : context.WriteAsync(answer.Value!);

    public static Task RefuseAsync(this HttpContext context, Refusal refusal) =>
        WriteAsync(context, refusal.Status, JsonSerializer.SerializeToUtf8Bytes(new Problem(refusal.Error), ContractJson.Default.Problem));

    private static Task WriteAsync(HttpContext context, int status, byte[] json)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = JsonType;
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(json, 0, json.Length, context.RequestAborted);
    }
}
