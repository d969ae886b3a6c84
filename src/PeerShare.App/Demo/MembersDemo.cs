using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Demo;

/// <summary>A tracker and four members as real processes: one shares a file, three fetch it from each other, every copy is
/// checked at the end.</summary>
/// <param name="context">Where the show goes.</param>
/// <param name="file">The file to share; it is not copied.</param>
/// <param name="folder">Where the five folders go.</param>
internal sealed class MembersDemo(CommandContext context, ReadableFile file, string folder)
{
    private const string Group = "demo";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["alice", "bob", "carol", "dave"];

    private readonly List<DemoMember> members = [];
    private readonly Dictionary<string, TimeSpan> seconds = [];
    private int[] ports = [];

    /// <returns>True when every copy is byte for byte the original.</returns>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        RefuseFullDisk();
        ports = FreePorts.Find(new int[Names.Length + 1]) ?? throw new CommandFailure("there are no five free ports on this machine; end some programs");
        var list = Path.Combine(folder, "tracker_info.txt");
        await File.WriteAllTextAsync(list, $"127.0.0.1:{ports[0]}\n", stopping);
        context.Out.WriteLine($"{file.Name} ({Sizes.Format(file.Length)}); a tracker on port {ports[0]}, members on {string.Join(", ", ports[1..])}, files in {folder}");
        await using var tracker = NodeProcess.Start("the tracker", ["tracker", list, "1", "--data", Path.Combine(folder, "tracker-1")], _ => { });
        try
        {
            await ReadyAsync(tracker, stopping);
            await GatherAsync(list, stopping);
            await FetchAsync(stopping);
            return await new MembersReport(context, file, members, seconds, ports[1..]).WriteAsync(stopping);
        }
        finally
        {
            await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
        }
    }

    private void RefuseFullDisk()
    {
        var needed = (Names.Length - 1) * file.Length;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw new CommandFailure($"{folder} has {Sizes.Format(free)} free and the demonstration needs {Sizes.Format(needed)}; name a roomier place with --dir or a smaller file");
        }
    }

    private async Task ReadyAsync(NodeProcess tracker, CancellationToken stopping)
    {
        using var http = new HttpClient { Timeout = LookEvery * 10 };
        var begun = context.TimeProvider.GetTimestamp();
        while (context.TimeProvider.GetElapsedTime(begun) < Patience)
        {
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{ports[0]}{Routes.Live}", stopping);
                return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException || (notYet is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                if (tracker.EndedBecause is { } reason)
                {
                    throw new CommandFailure($"the tracker ended: {reason}", notYet);
                }

                await Task.Delay(LookEvery, context.TimeProvider, stopping);
            }
        }

        throw new CommandFailure($"the tracker was not ready after {Patience.TotalSeconds:0} s");
    }

    /// <summary>Everybody registers; alice founds the group, lets the others in, and shares the file.</summary>
    private async Task GatherAsync(string list, CancellationToken stopping)
    {
        members.AddRange(Names.Select((name, number) => DemoMember.Start(name, ports[number + 1], list, folder)));
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

    private async Task FetchAsync(CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var name = Path.GetFileName(file.FullName);
        foreach (var member in members.Skip(1))
        {
            await member.TellAsync(stopping, "download_file", Group, name, member.Folder);
        }

        while (seconds.Count < members.Count - 1)
        {
            List<string> line = [];
            foreach (var member in members.Skip(1))
            {
                line.Add($"{member.Name} {await LookAsync(member, clock, stopping)}%");
            }

            context.Draw(string.Join("   ", line));
            await Task.Delay(LookEvery, context.TimeProvider, stopping);
        }

        context.Draw(null);
    }

    private async Task<long> LookAsync(DemoMember member, Stopwatch clock, CancellationToken stopping)
    {
        var download = (await member.TellAsync(stopping, "show_downloads"))[0];
        var state = download.GetProperty("state").GetString();
        if (state == "C" && seconds.TryAdd(member.Name, clock.Elapsed))
        {
            context.Draw(null);
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{member.Name} has everything after {clock.Elapsed.TotalSeconds:0.0} s"));
        }

        return state == "E"
            ? throw new CommandFailure($"{member.Name} could not fetch it: {download.GetProperty("reason").GetString()}")
            : 100 * download.GetProperty("bytes").GetInt64() / Math.Max(1, download.GetProperty("total").GetInt64());
    }
}
