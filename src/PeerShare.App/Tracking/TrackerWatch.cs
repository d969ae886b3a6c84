using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>Looks after the trackers in the background, so that the nearest one that works is known before it is needed, and learns of
/// others from them: those that work are probed every 10 s, those that do not at growing distances.</summary>
internal sealed class TrackerWatch(TrackerLink link, TimeProvider time)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>Until stopped.</summary>
    public Task RunAsync(CancellationToken stopping) => new EachTracker(link.Roster, WatchAsync).RunAsync(stopping);

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
            // The client ends, or nobody knows the tracker any more.
        }
    }
}
