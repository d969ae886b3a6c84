using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Keeps up with one mirror: asks, merges what comes, and asks again, which confirms. A question for which there is no news is
/// answered as soon as there is, so a write reaches the mirror in milliseconds.</summary>
internal sealed class Pulling(Mirror mirror, Mirrors mirrors, Ledger ledger, Blobs blobs, IMirrorLink link, TimeProvider time)
{
    /// <summary>How long a question waits for news: short enough that <see cref="Mirrors.HearAsync"/> has heard of a mirror that works.</summary>
    public const int WaitMillis = 300;

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>A clock that is further off is told of.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var pause = LeastPause; !stopping.IsCancellationRequested;)
        {
            var asked = mirror.Asked;
            if (await TryPullAsync(WaitMillis, mirrors.IsListening ? mirrors.Self : null, stopping))
            {
                pause = LeastPause;
                continue;
            }

            await Task.Delay(LeastPause, time, stopping);
            await mirrors.PauseAsync(mirror, asked, pause, stopping);
            pause = pause * 2 > MostPause ? MostPause : pause * 2;
        }
    }

    /// <summary>Takes in what there is now, beside the questions of <see cref="RunAsync"/>, whose order confirms.</summary>
    /// <returns>False when it did not come to its end.</returns>
    public Task<bool> TryLookAsync(CancellationToken stopping) => TryPullAsync(0, self: null, stopping);

    private async Task<bool> TryPullAsync(int waitMillis, HostPort? self, CancellationToken stopping)
    {
        var asked = time.GetTimestamp();
        try
        {
            var warning = await PullAsync(waitMillis, self, stopping);
            mirrors.Note(mirror, asked, null, warning);

            // The next question confirms, so the torrents of fresh files are fetched first; those of many are fetched beside.
            await blobs.FetchSomeAsync(stopping);
            return true;
        }
        catch (MirrorTrouble trouble)
        {
            mirrors.Note(mirror, asked, trouble.Message, null);
        }
        catch (JsonException unreadable)
        {
            mirrors.Note(mirror, asked, $"{mirror.Address} sends what this version cannot read ({unreadable.Message}); update both trackers", null);
        }
        catch (StoreFailure failure)
        {
            mirrors.Note(mirror, asked, $"what {mirror.Address} sends cannot be written ({failure.Message}); free some space", null);
        }

        return false;
    }

    /// <returns>What to warn of.</returns>
    private async Task<string?> PullAsync(int waitMillis, HostPort? self, CancellationToken stopping)
    {
        var pull = new Pull();
        var known = await ledger.KnownAsync();
        var question = new PullRequest(self?.ToString(), [.. known.Heads.Values], waitMillis);
        await foreach (var sent in link.PullAsync(mirror.Address, question, stopping))
        {
            if (sent.Origin == ledger.Origin)
            {
                mirrors.Forget(mirror);
                throw new OperationCanceledException($"{mirror.Address} is this tracker itself");
            }

            var page = sent.ToPage();
            CheckClock(page, sent.Millis);
            await ledger.MergeAsync(pull.Take(page));
            await blobs.NoteAsync(page.Records, mirror.Address);
            if (page.IsLast)
            {
                MeetAll(sent.Trackers);
                return SkewOf(sent.Millis) is var skew && skew.Duration() > ClockTolerance
                    ? $"the clock of {mirror.Address} and ours are {Shown(skew)} apart; set them"
                    : null;
            }
        }

        throw new MirrorTrouble($"the connection to {mirror.Address} broke; writes go on without it until it is back");
    }

    private void CheckClock(Page page, long millis)
    {
        var ahead = page.AheadOf(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (ahead.TotalMilliseconds > HybridClock.MostAheadMillis)
        {
            throw new MirrorTrouble(
                $"{mirror.Address} has written {Shown(ahead)} in the future (its clock and ours are {Shown(SkewOf(millis))} apart now); nothing is taken from it until the clocks are set");
        }
    }

    private void MeetAll(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (HostPort.TryParse(address, out var place))
            {
                mirrors.Meet(place);
            }
        }
    }

    private TimeSpan SkewOf(long millis) => TimeSpan.FromMilliseconds(millis) - (time.GetUtcNow() - DateTimeOffset.UnixEpoch);

    /// <summary>Coarse, so that the same trouble is the same words.</summary>
    private static string Shown(TimeSpan span) =>
        span.Duration() is { TotalMinutes: >= 2 } longer ? $"{longer.TotalMinutes:0} minutes" : "about a minute";
}
