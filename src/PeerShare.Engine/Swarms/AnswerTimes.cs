namespace PeerShare.Engine.Swarms;

/// <summary>How long a peer takes from a request to its block, queue and all: a mean and a deviation that follow it, as TCP keeps
/// them for its retransmissions (RFC 6298).</summary>
internal sealed class AnswerTimes
{
    /// <summary>A block may wait behind a whole piece that the peer reads from a busy disk.</summary>
    public const int LeastTimeout = 3_000;

    private double mean;
    private double deviation;
    private bool isKnown;

    /// <summary>When the latest request that was answered had been made, in milliseconds: earlier ones have been overtaken.</summary>
    public long LatestAsked { get; private set; } = long.MinValue;

    /// <summary>Milliseconds after which an answer is not to be expected any more.</summary>
    public long Timeout => isKnown ? Math.Max(LeastTimeout, (long)(mean + (4 * deviation))) : long.MaxValue;

    public void Add(long now, long askedAt)
    {
        var took = now - askedAt;
        LatestAsked = Math.Max(LatestAsked, askedAt);
        deviation = isKnown ? deviation + ((Math.Abs(took - mean) - deviation) / 4) : took / 2.0;
        mean = isKnown ? mean + ((took - mean) / 8) : took;
        isKnown = true;
    }
}
