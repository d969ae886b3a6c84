using PeerShare.App.Parsing;
using PeerShare.App.Tracking;

namespace PeerShare.App.Hosting;

/// <summary>Keeps in the client's folder which trackers it has learned of, so that it finds them again when those of its list are gone.</summary>
internal sealed class TrackerMemory(TrackerRoster roster, NodeFolder folder, Action<string> notice)
{
    /// <summary>Until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var kept = folder.ReadTrackers().ToHashSet();
        while (!stopping.IsCancellationRequested)
        {
            var change = roster.Change;
            var learned = roster.Trackers.Where(tracker => !tracker.IsListed).Select(tracker => tracker.Address).ToHashSet();
            if (!learned.SetEquals(kept))
            {
                Keep(learned);
                kept = learned;
            }

            await change.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Keep(IEnumerable<Address> learned)
    {
        try
        {
            folder.KeepTrackers(learned);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notice($"warning: the trackers that were learned of could not be written down: {failure.Message}");
        }
    }
}
