using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>Carries requests to the trackers: to the nearest that works, and to the next one when it fails or takes its time; the first
/// answer counts. A command keeps its request id wherever it is sent, so that it is done once.</summary>
internal sealed class TrackerLink : IDisposable
{
    private const int LongestAnswer = 32 << 20;
    private const int MostShown = 300;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>When a tracker that has not answered is looked after; with <see cref="ProbePatience"/> one that hangs is dropped in under 2 s.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(1.25);

    private readonly SeenStamps seen = new();
    private readonly HttpClient http;
    private readonly TrackerTrust trust;
    private readonly TimeProvider time;
    private readonly TimeSpan patience;

    /// <param name="trackers">At least one.</param>
    /// <param name="trust">Whom nothing is asked of.</param>
    /// <param name="time">Measures patience.</param>
    /// <param name="patience">How long one tracker may take for one answer.</param>
    public TrackerLink(IEnumerable<Address> trackers, TrackerTrust trust, TimeProvider time, TimeSpan patience)
    {
        Roster = new TrackerRoster(trackers);
        this.trust = trust;
        this.time = time;
        this.patience = patience;
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectPatience,
            SslOptions = { RemoteCertificateValidationCallback = trust.Validate },
        })
        {
            MaxResponseContentBufferSize = LongestAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The trackers that are known.</summary>
    public TrackerRoster Roster { get; }

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
        var outcome = await RaceAsync(tracker => InSequence(tracker, seen.ToString()), stopping);
        if (outcome.Refusal is { IsBehind: true })
        {
            // Whoever has more cannot be reached, and what is there is better than nothing.
            seen.Forget();
            outcome = await RaceAsync(tracker => InSequence(tracker, ""), stopping);
        }

        // Only what this client is told counts: who is behind, or only probed, may have what nobody else has.
        seen.Add(outcome.Seen ?? "");
        return outcome.Answer ?? throw (outcome.Refusal ?? (Exception)new TrackerUnreachable(Explain(outcome)));

        HttpRequestMessage InSequence(Address tracker, string after)
        {
            var request = RequestFor(tracker, route, body, isQuestion, token, id);
            request.Headers.Add(Routes.SeenHeader, after);
            return request;
        }
    }

    /// <summary>Opens a stream of what happens.</summary>
    /// <exception cref="TrackerRefusal">It was refused.</exception>
    /// <exception cref="TrackerUnreachable">The tracker does not answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(Address tracker, string route, string token, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        try
        {
            using var request = RequestFor(tracker, route, null, true, token, FreshId());
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode
                ? response
                : throw new TrackerRefusal(ProblemIn(await response.Content.ReadAsByteArrayAsync(either.Token)) ?? "no events", response.StatusCode);
        }
        catch (OperationCanceledException slow) when (!stopping.IsCancellationRequested)
        {
            throw new TrackerUnreachable(Slow(tracker, patience), slow);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            throw new TrackerUnreachable(Explain(tracker, failure), failure);
        }
    }

    /// <summary>Looks whether a tracker works, how far it is, and what others it knows.</summary>
    /// <returns>Whether it does.</returns>
    public async Task<bool> ProbeAsync(Address tracker, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(ProbePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        var begun = time.GetTimestamp();
        var outcome = await TryAsync(tracker, () => RequestFor(tracker, Routes.Trackers, null, true, null, FreshId()), either.Token, stopping);
        stopping.ThrowIfCancellationRequested();
        if (outcome.Answer is not { } answer)
        {
            return false;
        }

        if (TrackerTelling.TryRead(answer, tracker, out var told))
        {
            Roster.Hear(tracker, time.GetElapsedTime(begun), told);
            return true;
        }

        Roster.Failed(tracker, NoTracker(tracker));
        return false;
    }

    public void Dispose()
    {
        http.Dispose();
        trust.End();
    }

    private static string FreshId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static HttpRequestMessage RequestFor(Address tracker, string route, byte[]? body, bool isQuestion, string? token, string id)
    {
        var request = new HttpRequestMessage(isQuestion ? HttpMethod.Get : HttpMethod.Post, $"https://{tracker}{route}");
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

    private async Task<Outcome> RaceAsync(Func<Address, HttpRequestMessage> requestFor, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var race = new Race(
            [.. Roster.Trackers.Select(tracker => tracker.Address)],
            (tracker, giveUp) => AskAsync(tracker, () => requestFor(tracker), giveUp),
            ProbeAsync);
        var outcome = await race.RunAsync(LookAfter, time, over.Token);
        await over.CancelAsync();
        return outcome;
    }

    /// <summary>Asks one tracker, once more if it fails, because a kept connection may have died since it was last used.</summary>
    private async Task<Outcome> AskAsync(Address tracker, Func<HttpRequestMessage> make, CancellationToken giveUp)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, giveUp);
        var outcome = await TryAsync(tracker, make, either.Token, giveUp);
        return outcome.Fault is null || either.IsCancellationRequested ? outcome : await TryAsync(tracker, make, either.Token, giveUp);
    }

    /// <param name="tracker">Whom.</param>
    /// <param name="make">The request, once more each time.</param>
    /// <param name="deadline">The tracker is to blame.</param>
    /// <param name="giveUp">Nobody is to blame: there is an answer from elsewhere, or nobody wants one.</param>
    private async Task<Outcome> TryAsync(Address tracker, Func<HttpRequestMessage> make, CancellationToken deadline, CancellationToken giveUp)
    {
        var outcome = await ReadAsync(tracker, make, deadline);
        if (outcome.Fault is not { } fault)
        {
            Roster.Answered(tracker);
        }
        else if (!giveUp.IsCancellationRequested)
        {
            Roster.Failed(tracker, fault);
        }

        return outcome;
    }

    private async Task<Outcome> ReadAsync(Address tracker, Func<HttpRequestMessage> make, CancellationToken giveUp)
    {
        var begun = time.GetTimestamp();
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, giveUp);
            var bytes = await response.Content.ReadAsByteArrayAsync(giveUp);
            var told = response.Headers.TryGetValues(Routes.SeenHeader, out var stamps) ? string.Join(' ', stamps) : "";
            return response.IsSuccessStatusCode ? new Outcome(Answer: bytes, Seen: told)
                : ProblemIn(bytes) is { } problem ? new Outcome(Refusal: new TrackerRefusal(problem, response.StatusCode), Seen: told)
                : new Outcome(Fault: $"{tracker} does not answer as a PeerShare tracker (status {(int)response.StatusCode}); check tracker_info.txt");
        }
        catch (OperationCanceledException)
        {
            return new Outcome(Fault: Slow(tracker, time.GetElapsedTime(begun)));
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            return new Outcome(Fault: Explain(tracker, failure));
        }
    }

    private static string NoTracker(Address place) => $"{place} does not answer as a PeerShare tracker; check tracker_info.txt";

    private static string Slow(Address tracker, TimeSpan waited) =>
        $"the tracker at {tracker} did not answer within {waited.TotalSeconds:0} s; try again, or look after it";

    private string Explain(Outcome outcome) => Roster.Trackers is { Count: > 1 } several
        ? $"no tracker can be used: {string.Join("; ", several.Select(tracker => tracker.Problem).OfType<string>())}"
        : outcome.Fault ?? "there is no tracker";

    /// <param name="tracker">Whom.</param>
    /// <param name="failure">Of HTTP; or of a socket that is reset right after it was connected, which comes as it is.</param>
    private static string Explain(Address tracker, Exception failure) => (failure.InnerException ?? failure) switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } =>
            $"there is no machine called {tracker.Host}; check tracker_info.txt",
        UntrustedTracker untrusted => $"the tracker at {tracker} is not used: {untrusted.Message}",
        SocketException refused => $"the tracker at {tracker} cannot be reached ({refused.Message}); start it or check tracker_info.txt",
        AuthenticationException => NoTracker(tracker),
        _ when failure is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            NoTracker(tracker),
        _ when failure is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            $"{tracker} answers too much; check tracker_info.txt",
        _ => $"the tracker at {tracker} broke the connection; try again",
    };

    private static string? ProblemIn(byte[] answer)
    {
        try
        {
            var problem = StrictJson.Contracts.Read<Problem>(answer).Error;
            return problem is { Length: > 0 } ? problem[..Math.Min(problem.Length, MostShown)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
