namespace PeerShare.Engine.Swarms;

/// <summary>Bytes a second over an exponential window. A young meter divides by its age, but never by less than 100 ms: the
/// first blocks come in a moment, and say nothing yet of a rate.</summary>
/// <param name="window">Milliseconds.</param>
internal sealed class RateMeter(double window)
{
    private const double Youngest = 100;

    private double weighed;
    private long first = -1;
    private long last;

    public void Add(long bytes, long now)
    {
        if (first < 0)
        {
            first = last = now;
        }

        Decay(now);
        weighed += bytes;
    }

    /// <returns>Bytes a second.</returns>
    public double Rate(long now)
    {
        if (first < 0)
        {
            return 0;
        }

        Decay(now);
        var covered = window * (1 - Math.Exp(-Math.Max(now - first, Youngest) / window));
        return weighed * 1000 / covered;
    }

    private void Decay(long now)
    {
        if (now > last)
        {
            weighed *= Math.Exp((last - now) / window);
            last = now;
        }
    }
}
