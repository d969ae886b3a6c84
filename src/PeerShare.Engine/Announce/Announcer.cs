using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Announce;

/// <summary>Keeps the trackers of one transfer informed and brings their peers: tier after tier, in each the one that
/// worked last first (BEP 12). One that takes its time is waited for, but the next is asked beside it. Says goodbye when disposed.</summary>
internal sealed class Announcer : IAsyncDisposable
{
    /// <summary>A completion must find room behind an announce without news.</summary>
    private const int MostUrgent = 2;

    private static readonly TimeSpan UsualInterval = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    /// <summary>So long the first peers wait for a tracker that hangs.</summary>
    private static readonly TimeSpan NextAfter = TimeSpan.FromSeconds(2);

    private readonly AnnouncerSetup setup;
    private readonly List<List<string>> tiers;

    /// <summary>Who knows of us, and the id that it gave us.</summary>
    private readonly ConcurrentDictionary<string, string?> greeted = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<AnnounceEvent> urgent = Channel.CreateBounded<AnnounceEvent>(MostUrgent);
    private readonly Task running;
    private int failures;
    private int asksAlone;

    public Announcer(AnnouncerSetup setup)
    {
        this.setup = setup;
        tiers = [.. setup.Tiers.Select(tier => tier.Where(IsHttp).OrderBy(_ => setup.Random.Next()).ToList()).Where(tier => tier.Count > 0)];
        running = tiers.Count == 0 && setup.LaterTrackers is null ? Task.CompletedTask : RunAsync();
    }

    /// <summary>The transfer has just become complete: tell the tracker now.</summary>
    public void Completed() => urgent.Writer.TryWrite(AnnounceEvent.Completed);

    /// <summary>There is something that the tracker should know before the interval is over.</summary>
    public void Again()
    {
        if (urgent.Reader.Count == 0)
        {
            urgent.Writer.TryWrite(AnnounceEvent.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(GoodbyePatience, setup.Time);
        await Task.WhenAll(greeted.Keys.Select(tracker => TryAnnounceAsync(tracker, AnnounceEvent.Stopped, patience.Token)));
        stopping.Dispose();
    }

    private static bool IsHttp(string tracker) =>
        Uri.TryCreate(tracker, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    /// <summary>A tracker may ask for anything, also for no pause at all.</summary>
    private static TimeSpan AtLeast(TimeSpan wait) => wait < LeastInterval ? LeastInterval : wait;

    private async Task RunAsync()
    {
        var next = AnnounceEvent.None;
        while (true)
        {
            var rest = await AnnounceSomewhereAsync(next);
            next = await RestAsync(rest);
        }
    }

    /// <summary>Who has nobody to fetch from asks again soon, each time after twice as long: others may come, or be heard of at another
    /// tracker, a moment later.</summary>
    /// <returns>What there is to tell then.</returns>
    private async Task<AnnounceEvent> RestAsync(Rest rest)
    {
        var soon = Doubled(LeastInterval, asksAlone);
        soon = soon < rest.Least ? rest.Least : soon;
        asksAlone = setup.State().IsAlone ? asksAlone + 1 : 0;
        if (asksAlone == 0 || soon >= rest.Usual)
        {
            return await WaitAsync(rest.Usual) ?? AnnounceEvent.None;
        }

        return await WaitAsync(soon)
            ?? (setup.State().IsAlone ? AnnounceEvent.None : await WaitAsync(rest.Usual - soon) ?? AnnounceEvent.None);
    }

    private static TimeSpan Doubled(TimeSpan first, int times) => first * Math.Pow(2, Math.Min(times, 10));

    /// <returns>What there is to tell; null when the wait is over without.</returns>
    private async Task<AnnounceEvent?> WaitAsync(TimeSpan wait)
    {
        using var over = new CancellationTokenSource(wait, setup.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping.Token);
        try
        {
            return await urgent.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Asks one after the other until one has answered, and lets those that are slower have their say too.</summary>
    private async Task<Rest> AnnounceSomewhereAsync(AnnounceEvent happened)
    {
        var answered = new TaskCompletionSource<Rest>(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Task<TimeSpan?>> asked = [];
        foreach (var place in Places())
        {
            asked.Add(AskAsync(place, happened, answered));
            await AWhileAsync(asked[^1], answered.Task);
            if (answered.Task.IsCompleted)
            {
                break;
            }
        }

        var wishes = await Task.WhenAll(asked);
        return answered.Task.IsCompleted ? await answered.Task : RestAfterFailure(wishes.FirstOrDefault(wish => wish is not null));
    }

    private List<Place> Places() =>
    [
        .. tiers.SelectMany(tier => tier.Select(tracker => new Place(tracker, tier, MayHurry: false))),
        .. (setup.LaterTrackers?.Invoke() ?? []).Where(IsHttp).Select(tracker => new Place(tracker, [tracker], MayHurry: true)),
    ];

    /// <summary>Until a tracker has failed, or any has answered, or the next one's turn has come.</summary>
    private async Task AWhileAsync(Task asked, Task answered)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        await Task.WhenAny(asked, answered, Task.Delay(NextAfter, setup.Time, over.Token));
        await over.CancelAsync();
    }

    /// <returns>When the tracker wants to be asked again, if it refused and said so.</returns>
    private async Task<TimeSpan?> AskAsync(Place place, AnnounceEvent happened, TaskCompletionSource<Rest> answered)
    {
        var (answer, retryAfter) = await TryAnnounceAsync(place.Tracker, happened, stopping.Token);
        if (answer is not null && answered.TrySetResult(RestAfter(answer, place.MayHurry)))
        {
            place.Tier.Remove(place.Tracker);
            place.Tier.Insert(0, place.Tracker);
            failures = 0;
        }

        return retryAfter;
    }

    private static Rest RestAfter(AnnounceResponse answer, bool mayHurry)
    {
        var usual = AtLeast(answer.Interval ?? UsualInterval);
        return new Rest(usual, mayHurry ? LeastInterval : AtLeast(answer.MinInterval ?? usual));
    }

    private Rest RestAfterFailure(TimeSpan? wish)
    {
        var retry = Doubled(FirstRetry, failures++);
        var wait = AtLeast(wish ?? (retry < LongestRetry ? retry : LongestRetry));
        return new Rest(wait, wait);
    }

    private async Task<(AnnounceResponse? Answer, TimeSpan? RetryAfter)> TryAnnounceAsync(string tracker, AnnounceEvent happened, CancellationToken patience)
    {
        try
        {
            var known = greeted.ContainsKey(tracker);
            var answer = await setup.Client.AnnounceAsync(tracker, RequestFor(tracker, known ? happened : AnnounceEvent.Started), patience);
            greeted[tracker] = answer.TrackerId ?? greeted.GetValueOrDefault(tracker);
            setup.Found(answer.Peers);
            setup.Answered(tracker, answer);
            return (answer, null);
        }
        catch (TrackerFailure failure)
        {
            setup.Failed(tracker, failure.Message);
            return (null, failure.RetryAfter);
        }
        catch (OperationCanceledException) when (happened == AnnounceEvent.Stopped)
        {
            return (null, null);
        }
    }

    private AnnounceRequest RequestFor(string tracker, AnnounceEvent happened)
    {
        var state = setup.State();
        return new AnnounceRequest(setup.InfoHash, setup.Me, setup.Port, state.Uploaded, state.Downloaded, state.Left)
        {
            Event = happened,
            Key = setup.Key,
            TrackerId = greeted.GetValueOrDefault(tracker),
        };
    }

    /// <summary>A tracker, its tier, and whether it is patient with who asks again soon.</summary>
    private readonly record struct Place(string Tracker, List<string> Tier, bool MayHurry);

    /// <summary>How long to wait before the next announce.</summary>
    /// <param name="Usual">When all is well.</param>
    /// <param name="Least">No announce before this without news.</param>
    private readonly record struct Rest(TimeSpan Usual, TimeSpan Least);
}

/// <summary>All that an announcer starts from.</summary>
internal sealed record AnnouncerSetup
{
    public required IReadOnlyList<IReadOnlyList<string>> Tiers { get; init; }

    /// <summary>Asked before each announce for more trackers, each a tier after the others; they are patient with who asks
    /// again soon. Null when there will be none.</summary>
    public Func<IReadOnlyList<string>>? LaterTrackers { get; init; }

    public required InfoHash InfoHash { get; init; }

    public required PeerId Me { get; init; }

    /// <summary>Where peers reach us.</summary>
    public required int Port { get; init; }

    /// <summary>Recognises us when our address changes.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The transfer at this moment.</summary>
    public required Func<AnnounceState> State { get; init; }

    /// <summary>Given the addresses of peers.</summary>
    public required Action<IReadOnlyList<IPEndPoint>> Found { get; init; }

    /// <summary>Told which tracker took an announce, and its answer.</summary>
    public Action<string, AnnounceResponse> Answered { get; init; } = (_, _) => { };

    /// <summary>Told which tracker failed and why.</summary>
    public required Action<string, string> Failed { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required TrackerClient Client { get; init; }
}
