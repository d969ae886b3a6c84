using System.Globalization;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Any interleaving of writes, cuts, crashes and pulls ends in the same records everywhere: the merge of all writes.</summary>
public sealed class ConvergenceTests
{
    private const int Runs = 1_000;

    /// <summary>A seed that failed is run alone with PEERSHARE_SEED.</summary>
    [Fact]
    public async Task Trackers_that_were_cut_off_killed_and_restored_agree_in_the_end_and_nothing_acknowledged_is_lost()
    {
        var only = Environment.GetEnvironmentVariable("PEERSHARE_SEED");
        var seeds = only is null ? Enumerable.Range(0, Runs) : [int.Parse(only, CultureInfo.InvariantCulture)];
        await Parallel.ForEachAsync(seeds, TestContext.Current.CancellationToken, async (seed, _) => await RunAsync(seed));
    }

    private static async Task RunAsync(int seed)
    {
        try
        {
            await new MirrorSimulation(seed).RunAsync();
        }
        catch (ShouldAssertException failure)
        {
            throw new ShouldAssertException($"seed {seed}: {failure.Message}", failure);
        }
    }
}
