namespace PeerShare.Engine.Peers;

/// <summary>A rate limit. Every taker reserves the next stretch of time in turn, so links that take equal slices get equal shares;
/// what was not used for <see cref="Window"/> is lost, so bursts stay short.</summary>
internal sealed class TokenBucket
{
    /// <summary>How much unused time may be saved up, and how much of the rate one slice is.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider time;
    private readonly double ticksPerByte;
    private readonly long window;
    private readonly Lock gate = new();
    private long due;

    /// <param name="bytesPerSecond">Above 0.</param>
    /// <param name="time">Says when.</param>
    public TokenBucket(long bytesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        this.time = time;
        ticksPerByte = (double)time.TimestampFrequency / bytesPerSecond;
        window = (long)(Window.TotalSeconds * time.TimestampFrequency);
        due = time.GetTimestamp() - window;
        Slice = (int)Math.Clamp(bytesPerSecond * Window.TotalSeconds, 1024, 256 * 1024);
    }

    /// <summary>Bytes to move at a time.</summary>
    public int Slice { get; }

    /// <returns>A bucket, or null for 0 or null: no limit.</returns>
    public static TokenBucket? Of(long? bytesPerSecond, TimeProvider time) =>
        bytesPerSecond is null or 0 ? null : new TokenBucket(bytesPerSecond.Value, time);

    /// <summary>Returns when so many bytes may be moved (or, told afterwards, when the next may).</summary>
    public ValueTask TakeAsync(int bytes, CancellationToken stopping)
    {
        var wait = Reserve(bytes);
        return wait <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time, stopping));
    }

    private TimeSpan Reserve(int bytes)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            due = Math.Max(due, now - window);
            var wait = time.GetElapsedTime(now, due);
            due += (long)(bytes * ticksPerByte);
            return wait;
        }
    }
}
