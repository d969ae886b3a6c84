using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;

namespace PeerShare.App.Demo;

/// <summary>Two trackers and four members as real processes: one shares a file, three fetch it from each other while a tracker dies and
/// comes back, every copy is checked, a member is removed in the middle of a download, and a table tells who got what from whom.</summary>
/// <param name="context">Where the show goes.</param>
/// <param name="file">The file to share; it is not copied.</param>
/// <param name="folder">Where the nodes' folders go.</param>
internal sealed class MembersDemo(CommandContext context, ReadableFile file, string folder)
{
    private const string Group = "demo";
    private const string GroupOfOutage = "meanwhile";
    private const string WaitSeconds = "60";

    /// <summary>Slow enough that half-way can be seen.</summary>
    private const int SecondsToFetch = 3;
    private const long SlowestRate = 1 << 20;

    private const int SecondsOfLater = 5;
    private const long LongestLater = 1 << 30;
    private const int PercentToRemoveAt = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Names = ["alice", "bob", "carol", "dave"];

    private readonly List<DemoMember> members = [];
    private readonly Dictionary<string, TimeSpan> seconds = [];
    private readonly string later = file.Name == "second.bin" ? "third.bin" : "second.bin";
    private readonly long rate = Math.Max(SlowestRate, file.Length / SecondsToFetch);

    /// <summary>Of the file in the middle of which a member is removed: it takes longer.</summary>
    private long LengthOfLater => Math.Min(LongestLater, SecondsOfLater * rate);

    /// <returns>True when every copy is byte for byte the original.</returns>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        RefuseFullDisk();
        var free = FreePorts.Find(new int[DemoTrackers.Count + Names.Length]) ?? throw new CommandFailure("there are no six free ports on this machine; end some programs");
        var (trackerPorts, ports) = (free[..DemoTrackers.Count], free[DemoTrackers.Count..]);
        context.Out.WriteLine($"{file.Name} ({Sizes.Format(file.Length)}); trackers on ports {string.Join(", ", trackerPorts)}, members on {string.Join(", ", ports)}, files in {folder}");
        context.Out.WriteLine($"each member takes at most {Sizes.Format(rate)} a second, so that there is time to kill a tracker");
        await using var trackers = new DemoTrackers(trackerPorts, folder, context.TimeProvider);
        try
        {
            await trackers.StartAsync(stopping);
            await GatherAsync(trackers.List, ports, stopping);
            await FetchAsync(trackers, stopping);
            await ComeBackAsync(trackers, stopping);
            var report = new MembersReport(context, file, members, seconds, ports);
            var equal = await report.CompareAsync(stopping);
            await RemoveAsync(stopping);
            report.Write();
            return equal;
        }
        finally
        {
            await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
        }
    }

    private void RefuseFullDisk()
    {
        var needed = (Names.Length - 1) * file.Length + 2 * LengthOfLater;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw new CommandFailure($"{folder} has {Sizes.Format(free)} free and the demonstration needs {Sizes.Format(needed)}; name a roomier place with --dir or a smaller file");
        }
    }

    /// <summary>Everybody registers; alice founds the group, lets the others in, and shares the file.</summary>
    private async Task GatherAsync(string list, int[] ports, CancellationToken stopping)
    {
        members.AddRange(Names.Select((name, number) => DemoMember.Start(name, ports[number], list, folder, rate)));
        await Task.WhenAll(members.Select(member => RegisterAsync(member, stopping)));
        var owner = members[0];
        await owner.TellAsync(stopping, "create_group", Group);
        foreach (var member in members.Skip(1))
        {
            await member.TellAsync(stopping, "join_group", Group);
            await owner.TellAsync(stopping, "accept_request", Group, member.Name);
        }

        var shared = await owner.TellAsync(stopping, "upload_file", file.FullName, Group);
        context.Out.WriteLine($"{owner.Name} says: {shared[^1].GetProperty("message").GetString()}");
    }

    private async Task RegisterAsync(DemoMember member, CancellationToken stopping)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await member.ReadyAsync(context.TimeProvider, stopping);
        await member.TellAsync(stopping, "create_user", member.Name, password);
        await member.TellAsync(stopping, "login", member.Name, password);
    }

    private async Task FetchAsync(DemoTrackers trackers, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var name = Path.GetFileName(file.FullName);
        foreach (var member in members.Skip(1))
        {
            await member.TellAsync(stopping, "download_file", Group, name, member.Folder);
        }

        var isOut = false;
        while (seconds.Count < members.Count - 1 || !isOut)
        {
            Dictionary<string, long> percent = [];
            foreach (var member in members.Skip(1))
            {
                percent[member.Name] = await LookAsync(member, clock, stopping);
            }

            context.Draw(string.Join("   ", percent.Select(one => $"{one.Key} {one.Value}%")));
            if (!isOut && percent.Values.Average() >= 50)
            {
                isOut = true;
                await LoseAsync(trackers, percent.Values.Average(), stopping);
            }

            await Task.Delay(LookEvery, context.TimeProvider, stopping);
        }

        context.Draw(null);
    }

    /// <summary>The tracker that was started first dies; what is said to the other must reach it when it is back.</summary>
    private async Task LoseAsync(DemoTrackers trackers, double percent, CancellationToken stopping)
    {
        await trackers.KillFirstAsync();
        var founded = await members[0].TellAsync(stopping, "create_group", GroupOfOutage);
        context.Draw(null);
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tracker 1 is killed (SIGKILL) when {percent:0}% is there; the downloads go on, and alice goes on with tracker 2: {founded[^1].GetProperty("message").GetString()}"));
    }

    private async Task ComeBackAsync(DemoTrackers trackers, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        await trackers.StartFirstAgainAsync(stopping);
        while (!IsInStep(await members[0].TellAsync(stopping, "trackers")))
        {
            await Task.Delay(LookEvery, context.TimeProvider, stopping);
        }

        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tracker 1 is started again and has caught up after {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private static bool IsInStep(IReadOnlyList<JsonElement> said) => said.SkipLast(1).All(tracker =>
        tracker.GetProperty("state").ValueEquals("up") && tracker.TryGetProperty("behind_seconds", out var behind) && behind.GetDouble() == 0);

    /// <summary>Whoever is removed in the middle of a download is cut off; the others go on.</summary>
    private async Task RemoveAsync(CancellationToken stopping)
    {
        var (owner, other, removed) = (members[0], members[1], members[^1]);
        var path = Path.Combine(owner.Folder, later);
        await using (var content = File.Create(path))
        {
            content.SetLength(LengthOfLater);
        }

        await owner.TellAsync(stopping, "upload_file", path, Group);
        await other.TellAsync(stopping, "download_file", Group, later, other.Folder);
        await removed.TellAsync(stopping, "download_file", Group, later, removed.Folder);
        var percent = await UntilUnderWayAsync(removed, stopping);
        await owner.TellAsync(stopping, "remove_member", Group, removed.Name);
        await other.TellAsync(stopping, "wait", WaitSeconds);
        var cut = await DownloadOfAsync(removed, later, stopping);
        if (StateOf(cut) != "E")
        {
            throw new CommandFailure($"{removed.Name} was removed when {percent}% of {later} was there, and got the rest nevertheless");
        }

        context.Out.WriteLine($"{owner.Name} removes {removed.Name}, who has {percent}% of {later}: {removed.Name} is cut off ({ReasonOf(cut)}), {other.Name} has everything");
        var refusal = await removed.RefusedAsync(stopping, "download_file", Group, later, removed.Folder);
        context.Out.WriteLine($"{removed.Name} tries again: {refusal}");
    }

    private async Task<long> UntilUnderWayAsync(DemoMember member, CancellationToken stopping)
    {
        while (true)
        {
            var download = await DownloadOfAsync(member, later, stopping);
            if (PercentOf(download) is var percent and >= PercentToRemoveAt)
            {
                return percent;
            }

            await Task.Delay(LookEvery, context.TimeProvider, stopping);
        }
    }

    private async Task<long> LookAsync(DemoMember member, Stopwatch clock, CancellationToken stopping)
    {
        var download = await DownloadOfAsync(member, file.Name, stopping);
        if (StateOf(download) == "C" && seconds.TryAdd(member.Name, clock.Elapsed))
        {
            context.Draw(null);
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{member.Name} has everything after {clock.Elapsed.TotalSeconds:0.0} s"));
        }

        return PercentOf(download);
    }

    private static async Task<JsonElement> DownloadOfAsync(DemoMember member, string name, CancellationToken stopping)
    {
        var downloads = await member.TellAsync(stopping, "show_downloads");
        return downloads.First(download => download.TryGetProperty("name", out var its) && its.ValueEquals(name));
    }

    private static string? StateOf(JsonElement download) => download.GetProperty("state").GetString();

    private static string? ReasonOf(JsonElement download) => download.GetProperty("reason").GetString();

    /// <exception cref="CommandFailure">It failed.</exception>
    private static long PercentOf(JsonElement download) => StateOf(download) == "E"
        ? throw new CommandFailure($"{download.GetProperty("name").GetString()} could not be fetched: {ReasonOf(download)}")
        : 100 * download.GetProperty("bytes").GetInt64() / Math.Max(1, download.GetProperty("total").GetInt64());
}
