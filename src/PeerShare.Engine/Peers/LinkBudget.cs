namespace PeerShare.Engine.Peers;

/// <summary>How many links a node may have.</summary>
internal sealed class LinkBudget(int most)
{
    private int used;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref used) <= most)
        {
            return true;
        }

        Return();
        return false;
    }

    /// <summary>Takes one for which another is about to be returned.</summary>
    public void TakeAhead() => Interlocked.Increment(ref used);

    public void Return() => Interlocked.Decrement(ref used);
}
