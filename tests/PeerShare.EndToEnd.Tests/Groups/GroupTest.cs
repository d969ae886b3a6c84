using System.Net;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Tests that play with a tracker and clients as processes; each client has a folder, and commands come from processes of their own.</summary>
public abstract class GroupTest : StagedTest, IAsyncLifetime
{
    private protected const string Group = "g1";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, Player> players = [];

    private protected string List => Stage.In("tracker_info.txt");

    /// <summary>Where the tracker keeps everything.</summary>
    private protected virtual Task<string> TrackerFolderAsync() => Task.FromResult(Stage.In("tracker"));

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(List, $"127.0.0.1:{Stage.Ports[0]}\n");
        await StartTrackerAsync();
    }

    private protected async Task StartTrackerAsync(params string[] options) =>
        await StartAsync("tracker", "listening on", ["tracker", List, "1", "--data", await TrackerFolderAsync(), .. options]);

    /// <summary>Starts a client, again after a kill too; it takes commands when this ends.</summary>
    private protected Task StartClientAsync(string name, params string[] options) =>
        StartAsync(name, "^client on ", ["client", "127.0.0.1:0", List, "--data", Stage.In(name), .. options]);

    /// <summary>A client whose user is there, logged in, and a member.</summary>
    private protected async Task StartMemberAsync(string name, string owner, params string[] options)
    {
        await StartClientAsync(name, options);
        await TellAsync(name, "create_user", name, "pw");
        await TellAsync(name, "login", name, "pw");
        if (name == owner)
        {
            await TellAsync(name, "create_group", Group);
            return;
        }

        await TellAsync(name, "join_group", Group);
        await TellAsync(owner, "accept_request", Group, name);
    }

    /// <summary>Starts a client that somebody types into; its streams as for <see cref="Stage.StartOnTerminal"/>.</summary>
    private protected Player StartTypedClient(string name, string streams, params string[] options) =>
        Stage.StartOnTerminal(streams, ["client", "127.0.0.1:0", List, "--data", Stage.In(name), .. options]);

    /// <summary>SIGKILL.</summary>
    private protected Task KillAsync(string name) => players[name].KillAsync();

    /// <summary>What a client or the tracker says unasked.</summary>
    private protected Task SaysAsync(string name, string pattern) => players[name].SaysAsync(pattern);

    /// <summary>Where a client takes its peers in.</summary>
    private protected async Task<IPEndPoint> PlaceOfAsync(string name) =>
        IPEndPoint.Parse((await players[name].SaysAsync("^client on ([^,]+),")).Groups[1].Value);

    /// <summary>Of the process.</summary>
    private protected int IdOf(string name) => players[name].Id;

    /// <summary>Has a client do what must succeed.</summary>
    /// <returns>What it said on stdout, without the last line's end.</returns>
    private protected async Task<string> TellAsync(string client, params string[] words) => string.Join('\n', await Stage.TellAsync(client, words));

    private protected Task<Player> TryAsync(string client, params string[] words) => Stage.RunAsync([.. words, "--node", Stage.In(client)]);

    /// <summary>Has a client do what must fail.</summary>
    private protected async Task RefusedAsync(string client, string error, params string[] words)
    {
        var refused = await TryAsync(client, words);
        (await refused.EndsAsync()).ShouldBe(1, $"{client}: {string.Join(' ', words)}: {string.Join('\n', refused.Out)}");
        refused.Error.ShouldHaveSingleItem().ShouldMatch(error);
    }

    /// <summary>Fetches a file into <c>NAME-files</c>.</summary>
    private protected async Task FetchAsync(string name, string file)
    {
        await TellAsync(name, "download_file", Group, file, Directory.CreateDirectory(FilesOf(name)).FullName);
        await TellAsync(name, "wait", "90");
    }

    private protected string FilesOf(string name) => Stage.In($"{name}-files");

    private protected async Task<byte[]> FetchedAsync(string name, string file) =>
        await File.ReadAllBytesAsync(Path.Combine(FilesOf(name), file), TestContext.Current.CancellationToken);

    /// <summary>The first of a client's downloads as <c>--json</c> tells of it.</summary>
    private protected async Task<JsonElement> DownloadAsync(string name) =>
        JsonDocument.Parse((await TellAsync(name, "show_downloads", "--json")).Split('\n')[0]).RootElement;

    private protected async Task<long> HeldAsync(string name) => (await DownloadAsync(name)).GetProperty("bytes").GetInt64();

    /// <summary>Waits for what no process says by itself; the test's own end bounds it.</summary>
    private protected static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(LookEvery, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task StartAsync(string name, string ready, string[] words)
    {
        players[name] = Stage.Start(words);
        await players[name].SaysAsync(ready);
    }
}
