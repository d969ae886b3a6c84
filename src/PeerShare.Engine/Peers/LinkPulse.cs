namespace PeerShare.Engine.Peers;

/// <summary>Notices a link that went silent. Reader and writer only leave marks; the swarm's loop looks at them on its ticks, so a
/// link needs neither a clock nor a timer.</summary>
internal sealed class LinkPulse
{
    private const long KeepAliveAfter = 110_000;
    private const long DeafAfter = 180_000;
    private const long StuckAfter = 60_000;

    private volatile bool heard = true;
    private volatile bool wrote = true;
    private volatile bool writing;
    private long lastHeard;
    private long lastWrote;
    private long lastMoved;

    /// <summary>Milliseconds, as <see cref="Review"/> saw it last.</summary>
    public long LastHeard => Volatile.Read(ref lastHeard);

    public void Heard() => heard = true;

    public void WriteStarts() => writing = true;

    public void WriteEnds()
    {
        wrote = true;
        writing = false;
    }

    /// <param name="now">Milliseconds.</param>
    /// <param name="keepAlive">Nothing was sent for 110 s: send something.</param>
    /// <returns>Why the link should end, or null.</returns>
    public string? Review(long now, out bool keepAlive)
    {
        if (heard)
        {
            heard = false;
            Volatile.Write(ref lastHeard, now);
        }

        if (wrote)
        {
            wrote = false;
            lastWrote = lastMoved = now;
        }

        if (!writing)
        {
            lastMoved = now;
        }

        keepAlive = !writing && now - lastWrote >= KeepAliveAfter;
        return now - lastHeard >= DeafAfter ? $"nothing was heard for {DeafAfter / 1000} s"
            : now - lastMoved >= StuckAfter ? $"the peer took nothing for {StuckAfter / 1000} s"
            : null;
    }
}
