using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace PeerShare.Bench.Trackers;

/// <summary>How long a tracker takes for what its mirror has written without it, from the start of its process.</summary>
internal static class PairCatchUp
{
    private const int Records = 100_000;
    private const int Torrents = 2_048;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">Where the pairs' folders go.</param>
    public static async Task RunAsync(string program, string folder)
    {
        await RunAsync("records", () => TrackerFill.FilesAsync(First("records"), Records), torrents: 0);
        await RunAsync("torrents of 512 KiB", () => TrackerFill.TorrentsAsync(First("torrents"), Torrents), Torrents);

        string First(string what) => Path.Combine(folder, what, "tracker-0");

        async Task RunAsync(string what, Func<Task<(int Count, long Bytes)>> fill, int torrents)
        {
            var (count, bytes) = await fill();
            await using var pair = new TrackerPair(program, Path.Combine(folder, torrents == 0 ? "records" : "torrents"));
            await pair.StartAsync(0);
            var began = Stopwatch.GetTimestamp();
            await pair.StartAsync(1);
            await pair.UntilAlikeAsync();
            var inStep = Stopwatch.GetElapsedTime(began);
            await UntilThereAsync(pair.FolderOf(1), torrents);
            Console.WriteLine(FormattableString.Invariant(
                $"{count:N0} {what} ({bytes / count:N0} B a record): in step {inStep.TotalSeconds:F2} s after its start, everything there after {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s; who had it: {pair[0].Memory()}; who lacked it: {pair[1].Memory()}"));
        }
    }

    private static async Task UntilThereAsync(string folder, int torrents)
    {
        await using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "records.db")};Mode=ReadOnly");
        await file.OpenAsync();
        await using var count = file.CreateCommand();
        count.CommandText = "SELECT count(*) FROM blob";
        while ((long)(await count.ExecuteScalarAsync())! < torrents)
        {
            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }
}
