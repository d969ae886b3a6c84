namespace PeerShare.Engine.Peers;

/// <summary>Notices a link that went silent. Reader and writer only leave marks; the swarm's loop looks at them on its ticks, so a
/// link needs no timer.</summary>
/// <param name="now">Milliseconds.</param>
internal sealed class LinkPulse(long now)
{
    private const long KeepAliveAfter = 110_000;
    private const long DeafAfter = 180_000;
    private const long StuckAfter = 60_000;

    private volatile bool heard;
    private volatile bool wrote;
    private volatile bool carried;
    private volatile bool writing;
    private long lastHeard = now;
    private long lastWrote = now;
    private long lastMoved = now;
    private long lastCarried = now;

    /// <summary>Milliseconds, as <see cref="Review"/> saw it last.</summary>
    public long LastHeard => Volatile.Read(ref lastHeard);

    /// <summary>When a block last came or went, in milliseconds, as <see cref="Review"/> saw it.</summary>
    public long LastCarried => Volatile.Read(ref lastCarried);

    public void Heard() => heard = true;

    /// <summary>A block came that was asked for, or went out.</summary>
    public void Carried() => carried = true;

    public void WriteStarts() => writing = true;

    public void WriteEnds()
    {
        wrote = true;
        writing = false;
    }

    /// <param name="at">Milliseconds.</param>
    /// <param name="keepAlive">Nothing was sent for 110 s: send something.</param>
    /// <returns>Why the link should end, or null.</returns>
    public string? Review(long at, out bool keepAlive)
    {
        if (heard)
        {
            heard = false;
            Volatile.Write(ref lastHeard, at);
        }

        if (carried)
        {
            carried = false;
            Volatile.Write(ref lastCarried, at);
        }

        if (wrote)
        {
            wrote = false;
            lastWrote = lastMoved = at;
        }

        if (!writing)
        {
            lastMoved = at;
        }

        keepAlive = !writing && at - lastWrote >= KeepAliveAfter;
        return at - lastHeard >= DeafAfter ? $"nothing was heard for {DeafAfter / 1000} s"
            : at - lastMoved >= StuckAfter ? $"the peer took nothing for {StuckAfter / 1000} s"
            : null;
    }
}
