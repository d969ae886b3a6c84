using PeerShare.App.Parsing;

namespace PeerShare.App.Tracking;

/// <summary>How a tracker did when it was asked last.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Problem">Why it did not answer; null when it did or was not asked yet.</param>
/// <param name="Distance">How long it takes to answer a probe; null when it was not probed yet.</param>
internal sealed record TrackerStanding(Address Address, string? Problem = null, TimeSpan? Distance = null);
