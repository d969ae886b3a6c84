using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>The trackers that are known, and how each does: those of the list, and those that these tell of.</summary>
/// <param name="listed">At least one.</param>
internal sealed class TrackerRoster(IEnumerable<Address> listed)
{
    /// <summary>No more are learned of.</summary>
    public const int MostTrackers = 32;

    /// <summary>Nearer than this they count as equally near, or the order would change all the time.</summary>
    private const int MillisecondsAlike = 10;

    /// <summary>So much nearer another one must be to take the place of the one that is used: who moves may be ahead of what was mirrored.</summary>
    private const int MillisecondsWorthIt = 20;

    private readonly Lock gate = new();
    private List<TrackerStanding> trackers = [.. listed.Distinct().Select(address => new TrackerStanding(address, IsListed: true))];
    private TaskCompletionSource change = Fresh();

    /// <summary>In the order in which they are used: those that answer and are in step with the others, the nearest first; then those that
    /// answer; then those that do not.</summary>
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

    /// <param name="tracker">Its rank is wanted.</param>
    /// <param name="all">It and the others.</param>
    /// <param name="isUsed">It was the first.</param>
    private static (bool, bool, double) Rank(TrackerStanding tracker, IReadOnlyList<TrackerStanding> all, bool isUsed)
    {
        var distance = tracker.Distance?.TotalMilliseconds ?? (isUsed ? 0 : double.MaxValue);
        return (
            !tracker.IsUp,
            tracker.AsSeenBy(all) is { State: TrackerState.Behind or TrackerState.Away },
            Math.Floor(Math.Max(0, distance - (isUsed ? MillisecondsWorthIt : 0)) / MillisecondsAlike));
    }

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
            var changed = next(before).ToList();
            trackers = [.. changed.OrderBy(tracker => Rank(tracker, changed, isUsed: tracker.Address == before[0].Address))];
            if (!trackers.Select(tracker => tracker.Address).ToHashSet().SetEquals(before.Select(tracker => tracker.Address)))
            {
                (change, var told) = (Fresh(), change);
                told.SetResult();
            }
        }
    }
}
