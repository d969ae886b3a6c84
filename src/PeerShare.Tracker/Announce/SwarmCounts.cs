namespace PeerShare.Tracker.Announce;

/// <summary>How many are online with a file.</summary>
/// <param name="Complete">Peers that have everything.</param>
/// <param name="Incomplete">Peers that still fetch.</param>
/// <param name="Downloaded">Downloads that were completed since the tracker began.</param>
internal readonly record struct SwarmCounts(int Complete, int Incomplete, int Downloaded)
{
    public static SwarmCounts operator +(SwarmCounts one, SwarmCounts other) => new(
        one.Complete + other.Complete, one.Incomplete + other.Incomplete, one.Downloaded + other.Downloaded);
}
