using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>Carries requests to the trackers: the one that answered last first, the others after it. A command keeps its
/// request id when it is sent again, so that it is done once.</summary>
internal sealed class TrackerLink : IDisposable
{
    private const int LongestAnswer = 32 << 20;
    private const int MostShown = 300;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly TimeSpan patience;
    private volatile TrackerStanding[] trackers;

    /// <param name="trackers">At least one.</param>
    /// <param name="time">Measures patience.</param>
    /// <param name="patience">How long one tracker may take for one answer.</param>
    public TrackerLink(IReadOnlyList<Address> trackers, TimeProvider time, TimeSpan patience)
    {
        this.trackers = [.. trackers.Select(address => new TrackerStanding(address, null))];
        this.time = time;
        this.patience = patience;
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = ConnectPatience })
        {
            MaxResponseContentBufferSize = LongestAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The trackers, the one that is used first.</summary>
    public IReadOnlyList<TrackerStanding> Trackers => trackers;

    /// <summary>Sends a command or question.</summary>
    /// <param name="route">One of <see cref="Routes"/>.</param>
    /// <param name="body">Sent as JSON by POST; null without a body.</param>
    /// <param name="isQuestion">GET.</param>
    /// <param name="token">Of the session; null without one.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>The answer's bytes; empty for none.</returns>
    /// <exception cref="TrackerRefusal">It was refused.</exception>
    /// <exception cref="TrackerUnreachable">No tracker answered.</exception>
    public async Task<byte[]> SendAsync(string route, byte[]? body, bool isQuestion, string? token, CancellationToken stopping)
    {
        var id = FreshId();
        foreach (var tracker in trackers)
        {
            // Once more, because a kept connection may have died since it was last used.
            for (var attempt = 0; attempt < 2; attempt++)
            {
                var (answer, fault) = await TryAsync(tracker.Address, () => RequestFor(tracker.Address, route, body, isQuestion, token, id), stopping);
                Note(tracker.Address, fault);
                if (answer is not null)
                {
                    return answer;
                }
            }
        }

        throw new TrackerUnreachable(trackers is [{ Problem: { } only }]
            ? only
            : $"no tracker can be used: {string.Join("; ", trackers.Select(tracker => tracker.Problem))}");
    }

    /// <summary>Opens a stream of what happens, at the tracker that is used first.</summary>
    /// <exception cref="TrackerRefusal">It was refused.</exception>
    /// <exception cref="TrackerUnreachable">The tracker does not answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string route, string token, CancellationToken stopping)
    {
        var tracker = trackers[0].Address;
        try
        {
            using var request = RequestFor(tracker, route, null, true, token, FreshId());
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            return response.IsSuccessStatusCode
                ? response
                : throw new TrackerRefusal(ProblemIn(await response.Content.ReadAsByteArrayAsync(stopping)) ?? "no events", response.StatusCode);
        }
        catch (HttpRequestException failure)
        {
            throw new TrackerUnreachable(Explain(tracker, failure), failure);
        }
    }

    public void Dispose() => http.Dispose();

    private static string FreshId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static HttpRequestMessage RequestFor(Address tracker, string route, byte[]? body, bool isQuestion, string? token, string id)
    {
        var request = new HttpRequestMessage(isQuestion ? HttpMethod.Get : HttpMethod.Post, $"http://{tracker}{route}");
        request.Headers.Add(Routes.RequestIdHeader, id);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    /// <returns>The answer, or why there is none.</returns>
    private async Task<(byte[]? Answer, string? Fault)> TryAsync(Address tracker, Func<HttpRequestMessage> make, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode ? (bytes, null)
                : ProblemIn(bytes) is { } problem ? throw new TrackerRefusal(problem, response.StatusCode)
                : (null, $"{tracker} does not answer as a PeerShare tracker (status {(int)response.StatusCode}); check tracker_info.txt");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (null, $"the tracker at {tracker} did not answer within {patience.TotalSeconds:0} s; try again, or look after it");
        }
        catch (HttpRequestException failure)
        {
            return (null, Explain(tracker, failure));
        }
    }

    private static string Explain(Address tracker, HttpRequestException failure) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } =>
            $"there is no machine called {tracker.Host}; check tracker_info.txt",
        SocketException refused => $"the tracker at {tracker} cannot be reached ({refused.Message}); start it or check tracker_info.txt",
        _ when failure.HttpRequestError is HttpRequestError.InvalidResponse =>
            $"{tracker} does not answer as a PeerShare tracker; check tracker_info.txt",
        _ when failure.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded =>
            $"{tracker} answers too much; check tracker_info.txt",
        _ => $"the tracker at {tracker} broke the connection; try again",
    };

    private static string? ProblemIn(byte[] answer)
    {
        try
        {
            var problem = JsonSerializer.Deserialize(answer, ContractJson.Default.Problem)?.Error;
            return problem is { Length: > 0 } ? problem[..Math.Min(problem.Length, MostShown)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Note(Address tracker, string? fault)
    {
        var noted = new TrackerStanding(tracker, fault);
        var others = trackers.Where(other => other.Address != tracker);
        trackers = fault is null ? [noted, .. others] : [.. trackers.Select(other => other.Address == tracker ? noted : other)];
    }
}

/// <summary>How a tracker did when it was asked last.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Problem">Why it did not answer; null when it did or was not asked yet.</param>
internal sealed record TrackerStanding(Address Address, string? Problem);
