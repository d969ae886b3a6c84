namespace PeerShare.App.Sharing;

/// <summary>Decides when to ask who has left a group, because announces tell of more who have than is known here. Not for several threads
/// at once.</summary>
internal sealed class Arrears(TimeProvider time)
{
    /// <summary>Between questions by which nothing was learned: the tracker that answers them may be behind the one that takes the announces
    /// for as long as they are cut off from each other, and a thousand torrents announce.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);

    private long askedFor;
    private long askedAt;

    /// <param name="told">How many have left, by an announce.</param>
    /// <param name="known">How many of them are known here.</param>
    /// <returns>Is it time to ask? Then it counts as done.</returns>
    public bool TryAsk(long told, long known)
    {
        var asks = told > known && (told > askedFor || time.GetElapsedTime(askedAt) >= LeastPause);
        if (asks)
        {
            (askedFor, askedAt) = (told, time.GetTimestamp());
        }

        return asks;
    }
}
