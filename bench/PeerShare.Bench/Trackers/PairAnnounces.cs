using System.Diagnostics;

namespace PeerShare.Bench.Trackers;

/// <summary>How long it takes until a peer that announces at one tracker of a pair is among the peers that the other gives.</summary>
internal static class PairAnnounces
{
    private const int AtOnce = 10;
    private const int Files = 1_000;
    private const int Port = 2000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">Where the pair's folders go.</param>
    public static async Task RunAsync(string program, string folder)
    {
        var population = new Population(Files);
        await using var pair = new TrackerPair(program, folder);
        await TrackerFill.RunAsync(pair.FolderOf(0), Files);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        var all = new Latencies();
        foreach (var own in await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => LookAsync(pair, population, number))))
        {
            all.Add(own);
        }

        Console.WriteLine(FormattableString.Invariant($"{all.Count:N0} announces, half to each tracker, seen at the other: {all}"));
    }

    /// <summary>Each file has a swarm of two: who announces at one tracker, and who looks at the other.</summary>
    private static async Task<Latencies> LookAsync(TrackerPair pair, Population population, int number)
    {
        var latencies = new Latencies();
        await using var announcer = await AnnounceLink.ConnectAsync(pair.PlaceOf(number % 2), population);
        await using var looker = await AnnounceLink.ConnectAsync(pair.PlaceOf(1 - number % 2), population);
        for (var file = number; file < Files; file += AtOnce)
        {
            var group = Enumerable.Range(0, population.Groups).Last(one => population.FirstFile(one) <= file);
            var since = Stopwatch.GetTimestamp();
            await announcer.AnnounceAsync(file, population.Member(group, 0), 2 * file, Port);
            while (await looker.AnnounceAsync(file, population.Member(group, 1), 2 * file + 1, Port + 1) == 0)
            {
                await Task.Delay(LookEvery, TimeProvider.System);
            }

            latencies.Add(since);
        }

        return latencies;
    }
}
