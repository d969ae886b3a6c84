using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>Looks after the trackers in the background, so that the nearest one that works is known before it is needed: those that work
/// are probed every 10 s, those that do not at growing distances.</summary>
internal sealed class TrackerWatch(TrackerLink link, TimeProvider time)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>Until stopped. A single tracker is left alone: there is nothing to choose.</summary>
    public Task RunAsync(CancellationToken stopping) => link.Trackers.Count == 1
        ? Task.CompletedTask
        : Task.WhenAll(link.Trackers.Select(tracker => WatchAsync(tracker.Address, stopping)));

    private async Task WatchAsync(Address tracker, CancellationToken stopping)
    {
        var retry = FirstRetry;
        try
        {
            while (true)
            {
                var works = await link.ProbeAsync(tracker, stopping);
                await Task.Delay(works ? Usual : retry, time, stopping);
                retry = works ? FirstRetry : TimeSpan.FromSeconds(Math.Min(2 * retry.TotalSeconds, Usual.TotalSeconds));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The client ends.
        }
    }
}
