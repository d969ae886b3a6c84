using PeerShare.Engine.Tests.Simulation;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench;

/// <summary>Small swarms whose uplinks are the bottleneck: time of the last peer over the least possible time (Kumar and Ross), and
/// copies of the file that the seeder sent. 100 MiB in 400 pieces, 1 ms between any two.</summary>
internal static class Economics
{
    private const int PieceLength = 256 * 1024;
    private const long Length = 100L << 20;
    private const double Mbit = 1e6 / 8;

    private static readonly (string Name, double Seeder, double[] Leechers)[] Shapes =
    [
        ("A", 40, [40, 40, 40, 40, 40]),
        ("B", 40, [20, 20, 20, 20, 20]),
        ("C", 40, [40, 40, 20, 20, 10]),
    ];

    public static void Run()
    {
        foreach (var (name, seeder, leechers) in Shapes)
        {
            var runs = Enumerable.Range(1, 5).Select(seed => Measure(seed, seeder, leechers)).ToList();
            Console.WriteLine(FormattableString.Invariant(
                $"shape {name}: T_last/Tmin {Median(runs.Select(run => run.Time)):F3} ({runs.Min(run => run.Time):F3} to {runs.Max(run => run.Time):F3}), seeder copies {Median(runs.Select(run => run.Copies)):F2}, wasted {Median(runs.Select(run => run.Wasted)):P2}"));
        }
    }

    private static (double Time, double Copies, double Wasted) Measure(int seed, double seeder, double[] leechers)
    {
        var simulator = new SwarmSimulator(PieceLayout.Create(Length, PieceLength), seed);
        var source = simulator.Add(NodeSetup.Seeder with { Uplink = seeder * Mbit, Latency = 1_000 });
        foreach (var uplink in leechers)
        {
            simulator.Add(NodeSetup.Leecher with { Uplink = uplink * Mbit, Latency = 1_000 });
        }

        simulator.MeetAll();
        simulator.RunToCompletion();
        var least = Math.Max(Length / (seeder * Mbit), leechers.Length * Length / ((seeder + leechers.Sum()) * Mbit));
        var wasted = simulator.Nodes.Sum(node => node.Snapshot.Wasted) / (double)(Length * leechers.Length);
        return (simulator.Heap.Now / 1e6 / least, source.UploadedBytes / (double)Length, wasted);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(2);
}
