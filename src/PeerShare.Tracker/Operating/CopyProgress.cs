namespace PeerShare.Tracker.Operating;

/// <summary>How far a backup or its restoring is.</summary>
/// <param name="Doing">What is being done: copying or checking.</param>
/// <param name="Done">How much of it.</param>
/// <param name="Total">Of how much, in the same unit: pages or bytes.</param>
public readonly record struct CopyProgress(string Doing, long Done, long Total)
{
    internal const string Copying = "copying";
    internal const string Checking = "checking";
}
