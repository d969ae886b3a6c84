namespace PeerShare.Engine.Swarms;

/// <summary>What somebody may do so many times in a row, and then so many times a second: a token bucket.</summary>
/// <param name="inARow">Most that is saved up.</param>
/// <param name="aSecond">What comes back.</param>
internal sealed class Allowance(int inARow, int aSecond)
{
    private const long Whole = 1_000;

    // In thousandths, of which a millisecond brings as many as a second brings whole ones.
    private long left = inARow * Whole;
    private long reviewed;

    /// <returns>False when it is used up; nothing is spent then.</returns>
    public bool TrySpend(int count, long now)
    {
        left = Math.Min(inARow * Whole, left + ((now - reviewed) * aSecond));
        reviewed = now;
        if (left < count * Whole)
        {
            return false;
        }

        left -= count * Whole;
        return true;
    }

    /// <summary>The peer may do it so many times more; no more is saved up for that.</summary>
    public void Earn(long count) => left = Math.Min(inARow * Whole, left + (count * Whole));
}
