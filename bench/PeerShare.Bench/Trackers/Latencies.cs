using System.Diagnostics;

namespace PeerShare.Bench.Trackers;

/// <summary>How long things took.</summary>
internal sealed class Latencies
{
    private readonly List<double> milliseconds = [];

    public int Count => milliseconds.Count;

    public double Median => Percentile(0.5);

    public void Add(long since) => milliseconds.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);

    public void Add(Latencies other) => milliseconds.AddRange(other.milliseconds);

    public override string ToString() => FormattableString.Invariant(
        $"p50 {Median:F2} ms, p99 {Percentile(0.99):F2} ms, most {Percentile(1):F2} ms");

    private double Percentile(double share)
    {
        milliseconds.Sort();
        return milliseconds.Count == 0 ? 0 : milliseconds[(int)Math.Ceiling(share * milliseconds.Count) - 1];
    }
}
