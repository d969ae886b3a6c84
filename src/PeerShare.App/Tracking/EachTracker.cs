using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>Does something about every tracker for as long as it is known, also about those that become known later.</summary>
/// <param name="roster">Those that are known.</param>
/// <param name="act">Runs until it is cancelled, and does not throw for that.</param>
internal sealed class EachTracker(TrackerRoster roster, Func<Address, CancellationToken, Task> act)
{
    private readonly Dictionary<Address, (CancellationTokenSource Over, Task Acting)> running = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var change = roster.Change;
            var known = roster.Trackers.Select(tracker => tracker.Address).ToHashSet();
            await EndAsync([.. running.Keys.Where(tracker => !known.Contains(tracker))]);
            foreach (var fresh in known.Where(tracker => !running.ContainsKey(tracker)))
            {
                var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                running.Add(fresh, (over, act(fresh, over.Token)));
            }

            await change.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await EndAsync([.. running.Keys]);
    }

    private async Task EndAsync(IReadOnlyList<Address> trackers)
    {
        foreach (var tracker in trackers)
        {
            if (running.Remove(tracker, out var ended))
            {
                await ended.Over.CancelAsync();
                await ended.Acting;
                ended.Over.Dispose();
            }
        }
    }
}
