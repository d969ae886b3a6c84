namespace PeerShare.Protocol.Records;

/// <summary>Makes the stamps of one run of a tracker: never one that is not greater than all it has made or seen, whatever the
/// machine's clock does. Time is an argument. Not for several threads at once.</summary>
/// <param name="origin">Random, fresh at every start.</param>
public sealed class HybridClock(long origin)
{
    /// <summary>A stamp that is further ahead of the machine's clock is refused (one hour): one bad clock would win for ever.</summary>
    public const long MostAheadMillis = 3_600_000;

    private long millis;
    private int counter;

    public long Origin => origin;

    /// <summary>A fresh stamp.</summary>
    /// <param name="nowMillis">The machine's clock, in milliseconds since 1970.</param>
    public Stamp Next(long nowMillis)
    {
        if (nowMillis > millis || counter == int.MaxValue)
        {
            millis = Math.Max(nowMillis, millis + 1);
            counter = 0;
        }
        else
        {
            counter++;
        }

        return new Stamp(millis, counter, origin);
    }

    /// <summary>Takes in a stamp that another tracker made.</summary>
    /// <returns>False when it is too far ahead to be believed.</returns>
    public bool TryObserve(Stamp seen, long nowMillis)
    {
        if (seen.Millis - nowMillis > MostAheadMillis)
        {
            return false;
        }

        Resume(seen);
        return true;
    }

    /// <summary>Goes on after what an earlier run left on the disk: that was believed once, and a clock that was set back since does
    /// not change it.</summary>
    public void Resume(Stamp kept)
    {
        if ((kept.Millis, kept.Counter).CompareTo((millis, counter)) > 0)
        {
            (millis, counter) = (kept.Millis, kept.Counter);
        }
    }
}
