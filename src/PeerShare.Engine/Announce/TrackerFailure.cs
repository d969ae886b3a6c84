namespace PeerShare.Engine.Announce;

/// <summary>A tracker did not help.</summary>
/// <param name="message">Why, to be read after the tracker's name.</param>
/// <param name="retryAfter">When it wants to be asked again.</param>
internal sealed class TrackerFailure(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
