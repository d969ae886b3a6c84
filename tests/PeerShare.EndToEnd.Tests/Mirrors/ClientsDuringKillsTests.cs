using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>Clients of a pair of which one tracker after the other is killed: they notice nothing.</summary>
public sealed class ClientsDuringKillsTests : StagedTest
{
    private const string Everybody = "everybody";
    private const string Film = "film.bin";

    private readonly ConcurrentBag<string> users = [];
    private readonly ConcurrentBag<string> groups = [];
    private readonly ConcurrentBag<string> files = [];
    private readonly ConcurrentDictionary<int, string> newest = [];
    private readonly ConcurrentBag<(int Client, string Group)> joined = [];
    private int done;

    [Fact]
    public Task Clients_notice_nothing_when_trackers_are_killed() => KillAsync(clients: 3, times: 2);

    [Fact]
    [Trait("Suite", "long")]
    public Task Twenty_clients_notice_nothing_when_trackers_are_killed_a_hundred_times() => KillAsync(clients: 20, times: 100);

    private async Task KillAsync(int clients, int times)
    {
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        for (var client = 0; client < clients; client++)
        {
            await JoinAsync(client);
        }

        var film = await Stage.FileAsync(Film, 100_000 * times);
        await TellAsync(0, "upload_file", Film, Everybody);
        await TellAsync(1, "download_file", Everybody, Film, NameOf(1));
        using var enough = new CancellationTokenSource();
        Task[] living = [.. Enumerable.Range(0, clients).Select(client => LiveAsync(client, clients, enough.Token)), NeverLessAsync(enough.Token)];
        var random = new Random(times);
        for (var kill = 0; kill < times; kill++)
        {
            var victim = random.Next(2);
            await DoneAsync(random.Next(1, 2 * clients), living);
            await pair[victim].KillAsync();
            await DoneAsync(random.Next(1, 2 * clients), living);
            await pair.StartAsync(victim);
            await pair.UntilConnectedAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(living);
        await TellAsync(1, "wait", "90");
        (await File.ReadAllBytesAsync(Stage.In(NameOf(1), Film), TestContext.Current.CancellationToken)).ShouldBe(film);
        await pair.UntilAlikeAsync();
        foreach (var tracker in new[] { 1, 2 })
        {
            await NothingIsMissingAsync(pair, tracker);
        }
    }

    private static string NameOf(int client) => $"client{client}";

    /// <summary>Starts a client whose user is a member of the group that everybody is in; the first is its owner.</summary>
    private async Task JoinAsync(int client)
    {
        string[] slow = client == 1 ? ["--download-rate", "40KB"] : [];
        await Stage.Start(["client", "127.0.0.1:0", "tracker_info.txt", "--data", NameOf(client), .. slow]).SaysAsync("^client on ");
        await TellAsync(client, "create_user", NameOf(client), "pw");
        await TellAsync(client, "login", NameOf(client), "pw");
        users.Add(NameOf(client));
        if (client == 0)
        {
            await TellAsync(client, "create_group", Everybody, "--open");
            return;
        }

        await TellAsync(client, "join_group", Everybody);
        await TellAsync(0, "accept_request", Everybody, NameOf(client));
    }

    /// <summary>Registers, founds, asks to be let in, shares and fetches, one after the other, until it is enough.</summary>
    private async Task LiveAsync(int client, int clients, CancellationToken enough)
    {
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(client)}-{round}");
            await TellAsync(client, "create_user", name, "pw");
            users.Add(name);
            await TellAsync(client, "create_group", name);
            groups.Add(name);
            newest[client] = name;
            await JoinNeighbourAsync(client, (client + 1) % clients);
            await Stage.FileAsync(name, 50_000, seed: client * 1_000 + round);
            await TellAsync(client, "upload_file", name, Everybody);
            files.Add(name);
            var other = files.First();
            if (client > 1 && other != name && !File.Exists(Stage.In(NameOf(client), other)) && !other.StartsWith(NameOf(client) + "-", StringComparison.Ordinal))
            {
                await TellAsync(client, "download_file", Everybody, other, NameOf(client));
                await TellAsync(client, "wait", "90");
            }

            await TellAsync(client, "list_files", Everybody);
        }
    }

    /// <summary>Asks to be let into the newest group of another, who does it.</summary>
    private async Task JoinNeighbourAsync(int client, int neighbour)
    {
        if (newest.TryGetValue(neighbour, out var group) && !joined.Contains((client, group)))
        {
            await TellAsync(client, "join_group", group);
            await TellAsync(neighbour, "accept_request", group, NameOf(client));
            joined.Add((client, group));
        }
    }

    /// <summary>A download that began anew would have less than before.</summary>
    private async Task NeverLessAsync(CancellationToken enough)
    {
        for (var held = 0L; !enough.IsCancellationRequested;)
        {
            var said = await TellAsync(1, "show_downloads", "--json");
            var bytes = said.Where(line => line.Contains(Film, StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("bytes").GetInt64()).Single();
            bytes.ShouldBeGreaterThanOrEqualTo(held);
            held = bytes;
            await ((Task)Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, enough)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Has a client do what must succeed.</summary>
    private async Task<IReadOnlyList<string>> TellAsync(int client, params string[] words)
    {
        var told = await ClientSocket.RunAsync(Stage.In(NameOf(client)), Stage.Folder, words);
        told.ExitCode.ShouldBe(0, $"{NameOf(client)}: {string.Join(' ', words)}: {told.Error}");
        Interlocked.Increment(ref done);
        return told.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits until some more commands are done.</summary>
    private async Task DoneAsync(int more, Task[] living)
    {
        var goal = Volatile.Read(ref done) + more;
        await Stage.UntilAsync("the clients go on", () => Volatile.Read(ref done) >= goal || Array.Exists(living, one => one.IsFaulted));
        await (Array.Find(living, one => one.IsFaulted) ?? Task.CompletedTask);
    }

    private async Task NothingIsMissingAsync(Pair pair, int tracker)
    {
        await pair[2 - tracker].KillAsync();
        var there = (await TellAsync(0, "list_groups")).Select(line => line.Split('\t')[0]).ToHashSet();
        groups.Where(name => !there.Contains(name)).ShouldBeEmpty($"groups lost on tracker {tracker}");
        there = [.. (await TellAsync(0, "list_files", Everybody)).Select(line => line.Split('\t')[0])];
        files.Where(name => !there.Contains(name)).ShouldBeEmpty($"files lost on tracker {tracker}");
        await Parallel.ForEachAsync(joined.GroupBy(one => one.Client), async (one, _) =>
        {
            foreach (var (client, group) in one)
            {
                await TellAsync(client, "list_files", group);
            }
        });
        var known = await Stage.RunAsync("tracker", "user", "list", "--data", $"tracker-{tracker}");
        there = [.. known.Out.Select(line => line.Split('\t')[0])];
        users.Where(name => !there.Contains(name)).ShouldBeEmpty($"users lost on tracker {tracker}");
        await pair.StartAsync(2 - tracker);
        await pair.UntilAlikeAsync();
    }
}
