using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>What came of asking a tracker: exactly one of the first three.</summary>
/// <param name="Answer">The answer's bytes.</param>
/// <param name="Refusal">It understood and said no.</param>
/// <param name="Fault">Why there is neither.</param>
/// <param name="Seen">How far an answer or a refusal goes, as the tracker said.</param>
internal readonly record struct Outcome(byte[]? Answer = null, TrackerRefusal? Refusal = null, string? Fault = null, string? Seen = null)
{
    /// <summary>Another tracker may know better: this one cannot write, or has not heard of the session yet, or of something else.</summary>
    public bool IsDoubtful => Fault is not null || Refusal is { IsSessionEnd: true } or { IsTrackersTrouble: true } or { IsBehind: true };

    /// <summary>Of doubtful ones the one with most of it counts: who has no session has none; who is behind may be asked to answer as it is.</summary>
    public int Weight => Refusal switch
    {
        null => 0,
        { IsTrackersTrouble: true } => 1,
        { IsBehind: true } => 2,
        _ => 3,
    };
}

/// <summary>Asks one tracker after the other. One that takes its time is looked after: while it lives it has all the time that it wants,
/// because a command that two trackers begin is one too many; when it does not, the next is asked beside it. The first sure outcome
/// counts.</summary>
/// <param name="trackers">At least one, in the order in which they are asked.</param>
/// <param name="ask">Asks one of them; does not throw.</param>
/// <param name="lives">Looks whether one works that has not answered yet; does not throw.</param>
internal sealed class Race(
    IReadOnlyList<Address> trackers, Func<Address, CancellationToken, Task<Outcome>> ask, Func<Address, CancellationToken, Task<bool>> lives)
{
    /// <param name="lookAfter">How long each has before it is looked after.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="giveUp">Ends them all.</param>
    /// <returns>The first sure outcome, else a refusal, else a fault.</returns>
    public async Task<Outcome> RunAsync(TimeSpan lookAfter, TimeProvider time, CancellationToken giveUp)
    {
        var best = default(Outcome?);
        List<Task<Outcome>> running = [];
        foreach (var tracker in trackers)
        {
            var isLast = tracker == trackers[^1];
            var asked = ask(tracker, giveUp);
            running.Add(asked);
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
            var silent = isLast ? Task.Delay(Timeout.InfiniteTimeSpan, time, answered.Token) : UntilSilentAsync(tracker, lookAfter, time, answered.Token);
            while (running.Count > 0 && await Task.WhenAny([.. running, silent]) is Task<Outcome> ended)
            {
                running.Remove(ended);
                var outcome = await ended;
                giveUp.ThrowIfCancellationRequested();
                if (!outcome.IsDoubtful)
                {
                    await answered.CancelAsync();
                    return outcome;
                }

                best = best is { } before && before.Weight > outcome.Weight ? before : outcome;
                if (ended == asked && (!isLast || best is { Refusal: not null }))
                {
                    // Those that still run showed no life: they keep nobody from the next one, nor from a refusal.
                    break;
                }
            }

            await answered.CancelAsync();
            giveUp.ThrowIfCancellationRequested();
        }

        return best ?? default;
    }

    /// <summary>Ends when a tracker does not show any sign of life.</summary>
    private async Task UntilSilentAsync(Address tracker, TimeSpan lookAfter, TimeProvider time, CancellationToken answered)
    {
        do
        {
            await Task.Delay(lookAfter, time, answered);
        }
        while (await lives(tracker, answered));
    }
}
