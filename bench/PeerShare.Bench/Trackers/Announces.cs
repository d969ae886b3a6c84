using System.Diagnostics;

namespace PeerShare.Bench.Trackers;

/// <summary>Announces to a filled tracker that has one core, at a set rate, by members with their passkeys, and looks at the number of
/// peers in every answer. A latency counts from the moment at which the announce was due, so that one that is late delays none of the
/// others unseen.</summary>
internal sealed class Announces(TrackerProcess tracker, Population population, int rate)
{
    public const int MostSwarms = 1000;
    public const int NodesOfMember = 5;
    public const int PeersOfSwarm = Population.Members * NodesOfMember;

    private const int Connections = 64;
    private const int WarmUpSeconds = 3;

    private readonly int swarms = Math.Min(MostSwarms, population.Groups);

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">Filled with <paramref name="files"/> files.</param>
    /// <param name="files">As given to <c>tracker-fill</c>.</param>
    /// <param name="rate">Announces a second; 0 for as many as the tracker takes.</param>
    /// <param name="seconds">How long.</param>
    public static async Task RunAsync(string program, string folder, int files, int rate, int seconds)
    {
        await using var tracker = await TrackerProcess.StartAsync(program, folder, core: 0);
        var run = new Announces(tracker, new Population(files), rate);
        await run.JoinAsync();
        await run.MeasureAsync(WarmUpSeconds);
        var before = tracker.ProcessorTime;
        var watch = Stopwatch.StartNew();
        var latencies = await run.MeasureAsync(seconds);
        Console.WriteLine(FormattableString.Invariant(
            $"{latencies.Count / watch.Elapsed.TotalSeconds:N0} announces/s for {watch.Elapsed.TotalSeconds:F0} s in {run.swarms:N0} swarms of {PeersOfSwarm} peers over {Connections} connections, every answer {AnnounceLink.Wanted} peers: {latencies}; tracker {(tracker.ProcessorTime - before) / watch.Elapsed:P0} of its core, {tracker.Memory()}"));
    }

    /// <summary>Every peer of every swarm announces once.</summary>
    private Task JoinAsync() => Task.WhenAll(Enumerable.Range(0, Connections).Select(async number =>
    {
        await using var link = await AnnounceLink.ConnectAsync(tracker.Place, population);
        for (var peer = number; peer < swarms * PeersOfSwarm; peer += Connections)
        {
            await link.AnnounceAsync(peer / PeersOfSwarm, peer % PeersOfSwarm, mayBeFew: true);
        }
    }));

    private async Task<Latencies> MeasureAsync(int seconds)
    {
        var began = Stopwatch.GetTimestamp();
        var all = new Latencies();
        foreach (var own in await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => RunLinkAsync(number, began, seconds))))
        {
            all.Add(own);
        }

        return all;
    }

    private async Task<Latencies> RunLinkAsync(int number, long began, int seconds)
    {
        var latencies = new Latencies();
        var random = new Random(number);
        await using var link = await AnnounceLink.ConnectAsync(tracker.Place, population);
        var step = rate == 0 ? 0 : (double)Stopwatch.Frequency * Connections / rate;
        for (var turn = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; turn++)
        {
            var due = rate == 0 ? Stopwatch.GetTimestamp() : began + (long)(step * (turn + (double)number / Connections));
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System);
            }

            await link.AnnounceAsync(random.Next(swarms), random.Next(PeersOfSwarm), mayBeFew: false);
            latencies.Add(Math.Max(due, began));
        }

        return latencies;
    }
}
