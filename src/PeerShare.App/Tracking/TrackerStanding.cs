using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>How a tracker did when it was asked last.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="IsListed">The user named it; others are learned of.</param>
/// <param name="Problem">Why it did not answer; null when it did or was not asked yet.</param>
internal sealed record TrackerStanding(Address Address, bool IsListed, string? Problem = null)
{
    private const string NotAskedYet = "it was not asked yet";

    /// <summary>How long it takes to answer a probe; null when it was not probed yet.</summary>
    public TimeSpan? Distance { get; init; }

    /// <summary>What it told at the last probe; null when it was not probed yet.</summary>
    public TrackerTelling? Told { get; init; }

    public bool IsUp => Problem is null;

    /// <summary>Is it known that it does not answer?</summary>
    public bool IsDown => Problem is not null and not NotAskedYet;

    /// <summary>One that is not used before it has answered, because nobody vouches for it.</summary>
    public static TrackerStanding Learned(Address address) => new(address, IsListed: false, NotAskedYet);

    /// <summary>Is this what the trackers call it, or what we do?</summary>
    public bool IsCalled(Address name) => Address == name || Told?.Self == name;

    /// <returns>How it does as the others see it that answer; the worst, or null when there is none.</returns>
    public TrackerLine? AsSeenBy(IEnumerable<TrackerStanding> trackers) => trackers
        .Where(other => other.IsUp && other.Address != Address)
        .SelectMany(other => other.Told?.Others ?? new Dictionary<Address, TrackerLine>())
        .Where(line => IsCalled(line.Key))
        .Select(line => line.Value)
        .MaxBy(line => line.BehindSeconds);
}
