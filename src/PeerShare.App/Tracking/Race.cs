using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>What came of asking a tracker: exactly one of the three.</summary>
/// <param name="Answer">The answer's bytes.</param>
/// <param name="Refusal">It understood and said no.</param>
/// <param name="Fault">Why there is neither.</param>
internal readonly record struct Outcome(byte[]? Answer = null, TrackerRefusal? Refusal = null, string? Fault = null)
{
    /// <summary>Another tracker may know better: this one cannot write, or has not heard of the session yet.</summary>
    public bool IsDoubtful => Fault is not null || Refusal is { IsSessionEnd: true } or { IsTrackersTrouble: true };
}

/// <summary>Asks one tracker after the other, and does not wait long for one before it asks the next: the first sure outcome counts.</summary>
/// <param name="trackers">At least one, in the order in which they are asked.</param>
/// <param name="ask">Asks one of them; does not throw.</param>
/// <param name="slow">Told of one that the next is asked instead of.</param>
internal sealed class Race(IReadOnlyList<Address> trackers, Func<Address, CancellationToken, Task<Outcome>> ask, Action<Address> slow)
{
    /// <param name="hurryAfter">How long each has before the next is asked too.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="giveUp">Ends them all.</param>
    /// <returns>The first sure outcome, else a refusal, else a fault.</returns>
    public async Task<Outcome> RunAsync(TimeSpan hurryAfter, TimeProvider time, CancellationToken giveUp)
    {
        var (asked, best) = (0, default(Outcome?));
        List<Task<Outcome>> running = [];
        while (asked < trackers.Count || running.Count > 0)
        {
            giveUp.ThrowIfCancellationRequested();
            if (asked < trackers.Count)
            {
                running.Add(ask(trackers[asked++], giveUp));
            }

            if (await FirstAsync(running, asked < trackers.Count ? hurryAfter : Timeout.InfiniteTimeSpan, time, giveUp) is not { } ended)
            {
                giveUp.ThrowIfCancellationRequested();
                slow(trackers[asked - 1]);
                continue;
            }

            running.Remove(ended);
            var outcome = await ended;
            if (!outcome.IsDoubtful)
            {
                return outcome;
            }

            best = best is { Refusal: not null } ? best : outcome;
        }

        giveUp.ThrowIfCancellationRequested();
        return best ?? default;
    }

    /// <returns>Null when none ended in time.</returns>
    private static async Task<Task<Outcome>?> FirstAsync(List<Task<Outcome>> running, TimeSpan atMost, TimeProvider time, CancellationToken giveUp)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        var hurry = Task.Delay(atMost, time, ended.Token);
        var first = await Task.WhenAny([hurry, .. running]);
        await ended.CancelAsync();
        return first as Task<Outcome>;
    }
}
