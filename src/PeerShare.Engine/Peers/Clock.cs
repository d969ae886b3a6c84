namespace PeerShare.Engine.Peers;

/// <summary>Milliseconds since it was made: the time that a swarm is told.</summary>
internal sealed class Clock(TimeProvider time)
{
    private readonly long started = time.GetTimestamp();

    public long Now => (long)time.GetElapsedTime(started).TotalMilliseconds;
}
