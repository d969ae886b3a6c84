namespace PeerShare.Tracker.Accounts;

/// <summary>Slows down those who do something too often. Every attempt fills a vessel that leaks; a full one makes wait. What turns out not
/// to count empties what it filled. Keeps only so many vessels and drops the one that was longest unused.</summary>
/// <param name="most">Attempts in a row.</param>
/// <param name="leak">After this, one more.</param>
/// <param name="mostKept">Vessels.</param>
/// <param name="time">The clock.</param>
internal sealed class AttemptLimit<TKey>(int most, TimeSpan leak, int mostKept, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly RecentlyUsed<TKey, Vessel> vessels = new(mostKept);

    /// <summary>Counts an attempt.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="patience">How long it waits for its turn, rather than not to be made.</param>
    /// <returns>How long to wait; if it is longer than the patience, it was not counted.</returns>
    public TimeSpan TryTake(TKey key, TimeSpan patience = default)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var level = vessels.TryFind(key, out var vessel) ? LevelOf(vessel, now) : 0;
            var wait = Math.Max(0, level - (most - 1)) * leak;
            vessels.Put(key, new Vessel(wait <= patience ? level + 1 : level, now));
            return wait;
        }
    }

    /// <summary>An attempt does not count after all.</summary>
    public void GiveBack(TKey key)
    {
        lock (gate)
        {
            if (vessels.TryFind(key, out var vessel))
            {
                vessels.Put(key, vessel with { Level = Math.Max(0, vessel.Level - 1) });
            }
        }
    }

    private double LevelOf(Vessel vessel, long now) => Math.Max(0, vessel.Level - time.GetElapsedTime(vessel.At, now) / leak);

    private readonly record struct Vessel(double Level, long At);
}
