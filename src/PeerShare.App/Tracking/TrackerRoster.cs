using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>The trackers that are known, and how each does.</summary>
/// <param name="listed">At least one.</param>
internal sealed class TrackerRoster(IEnumerable<Address> listed)
{
    /// <summary>Nearer than this they count as equally near, or the order would change all the time.</summary>
    private const int MillisecondsAlike = 10;

    private readonly Lock gate = new();
    private List<TrackerStanding> trackers = [.. listed.Distinct().Select(address => new TrackerStanding(address))];

    /// <summary>In the order in which they are used: those that answer, the nearest first; then those that do not.</summary>
    public IReadOnlyList<TrackerStanding> Trackers
    {
        get
        {
            lock (gate)
            {
                return trackers;
            }
        }
    }

    public void Answered(Address tracker) => Change(tracker, known => known with { Problem = null });

    public void Answered(Address tracker, TimeSpan distance) => Change(tracker, known => known with { Problem = null, Distance = distance });

    public void Failed(Address tracker, string problem) => Change(tracker, known => known with { Problem = problem });

    private static (bool, long) Rank(TrackerStanding tracker) =>
        (tracker.Problem is not null, (long)(tracker.Distance?.TotalMilliseconds ?? 0) / MillisecondsAlike);

    private void Change(Address tracker, Func<TrackerStanding, TrackerStanding> change)
    {
        lock (gate)
        {
            trackers = [.. trackers.Select(known => known.Address == tracker ? change(known) : known).OrderBy(Rank)];
        }
    }
}
