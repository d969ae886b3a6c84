using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>The trackers that are known, and how each does: those of the list, and those that these tell of.</summary>
/// <param name="listed">At least one.</param>
internal sealed class TrackerRoster(IEnumerable<Address> listed)
{
    /// <summary>No more are learned of.</summary>
    public const int MostTrackers = 32;

    /// <summary>Nearer than this they count as equally near, or the order would change all the time.</summary>
    private const int MillisecondsAlike = 10;

    private readonly Lock gate = new();
    private List<TrackerStanding> trackers = [.. listed.Distinct().Select(address => new TrackerStanding(address, IsListed: true))];
    private TaskCompletionSource change = Fresh();

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

    /// <summary>Ends when the next tracker is learned of or forgotten. Take it before looking.</summary>
    public Task Change
    {
        get
        {
            lock (gate)
            {
                return change.Task;
            }
        }
    }

    public void Answered(Address tracker) => Become(All(tracker, known => known with { Problem = null }));

    public void Failed(Address tracker, string problem) => Become(All(tracker, known => known with { Problem = problem }));

    /// <summary>Takes in what an earlier run learned.</summary>
    public void Remember(IEnumerable<Address> learned) => Become(all => With(all, learned));

    /// <summary>A tracker answered a probe: what it tells of is learned. What was learned and neither answers nor is told of any more, or
    /// is a second name of another, is forgotten.</summary>
    public void Hear(Address tracker, TimeSpan distance, TrackerTelling told) => Become(all =>
    {
        var heard = All(tracker, known => known with { Problem = null, Distance = distance, Told = told })(all).ToList();
        return With(heard, told.Others.Keys).Where(known => known.IsListed || !IsOver(known, heard));
    });

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static (bool, long) Rank(TrackerStanding tracker) =>
        (!tracker.IsUp, (long)(tracker.Distance?.TotalMilliseconds ?? 0) / MillisecondsAlike);

    private static Func<IEnumerable<TrackerStanding>, IEnumerable<TrackerStanding>> All(Address tracker, Func<TrackerStanding, TrackerStanding> change) =>
        all => all.Select(known => known.Address == tracker ? change(known) : known);

    private static IEnumerable<TrackerStanding> With(IEnumerable<TrackerStanding> all, IEnumerable<Address> learned)
    {
        var known = all.ToList();
        var room = Math.Max(0, MostTrackers - known.Count);
        return known.Concat(learned.Distinct().Where(name => !known.Exists(one => one.IsCalled(name))).Take(room).Select(TrackerStanding.Learned));
    }

    private static bool IsOver(TrackerStanding tracker, List<TrackerStanding> all) =>
        all.Exists(other => other.Address != tracker.Address && other.Told?.Self == tracker.Address)
        || (tracker.IsDown && tracker.AsSeenBy(all) is null);

    private void Become(Func<IEnumerable<TrackerStanding>, IEnumerable<TrackerStanding>> next)
    {
        lock (gate)
        {
            var before = trackers;
            trackers = [.. next(before).OrderBy(Rank)];
            if (!trackers.Select(tracker => tracker.Address).ToHashSet().SetEquals(before.Select(tracker => tracker.Address)))
            {
                (change, var told) = (Fresh(), change);
                told.SetResult();
            }
        }
    }
}
