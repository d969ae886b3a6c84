using System.Collections.Concurrent;
using System.Net;
using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.App.Repl;
using PeerShare.Tracker;

namespace PeerShare.App.Tests.Client;

/// <summary>A client in this process, on a port that the system chose, with its folder.</summary>
internal sealed class StagedClient(NodeHost host, ConcurrentQueue<string> notices) : IAsyncDisposable
{
    public NodeHost Host => host;

    /// <summary>What it said unasked.</summary>
    public IReadOnlyCollection<string> Heard => notices;

    /// <summary>Waits until it said something unasked that begins like this.</summary>
    public Task HearsAsync(string start) => ClientStage.UntilAsync(() => Task.FromResult(notices.Any(notice => notice.StartsWith(start, StringComparison.Ordinal))));

    public static async Task<StagedClient> StartAsync(IReadOnlyList<string> trackers, string folder, long? uploadRate = null)
    {
        ConcurrentQueue<string> notices = [];
        var options = new NodeHostOptions(new ListenAddress(IPAddress.Loopback, 0), [.. trackers.Select(AddressOf)], folder)
        {
            Notice = notices.Enqueue,
            UploadRate = uploadRate,
        };
        return new StagedClient(await NodeHost.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken), notices);
    }

    /// <summary>Runs a line as it would be typed.</summary>
    /// <returns>What was said on stdout or, after a failure, on stderr; without the last line's end.</returns>
    public async Task<string> TellAsync(string line) => (await TryAsync(CommandLine.Split(line))).Said;

    /// <summary>Runs a command of these words.</summary>
    public async Task<(int ExitCode, string Said)> TryAsync(IReadOnlyList<string> words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var door = new CommandDoor(host, () => { });
        var context = new CommandContext { Out = output, Error = error };
        var code = await door.RunAsync(words, context, Environment.CurrentDirectory, TestContext.Current.CancellationToken);
        return (code, $"{output}{error}".TrimEnd('\n'));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    internal static Address AddressOf(string text)
    {
        Address.TryParse(text, out var address, out _).ShouldBeTrue();
        return address;
    }
}

/// <summary>A tracker and a folder for the clients of a test.</summary>
public abstract class ClientStage : IAsyncLifetime
{
    private TrackerHost? tracker;

    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>The tracker's host and port, also while it is away.</summary>
    private protected string Tracker { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await StartTrackerAsync(new IPEndPoint(IPAddress.Loopback, 0));
        Tracker = tracker!.Endpoint.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await StopTrackerAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task StopTrackerAsync()
    {
        await (tracker?.DisposeAsync() ?? ValueTask.CompletedTask);
        tracker = null;
    }

    private protected Task StartTrackerAgainAsync() => StartTrackerAsync(IPEndPoint.Parse(Tracker));

    private protected Task<StagedClient> StartAsync(string name, long? uploadRate = null) =>
        StagedClient.StartAsync([Tracker], Folder.Folder(name), uploadRate);

    /// <summary>A client whose user is there and logged in.</summary>
    private protected async Task<StagedClient> StartAsAsync(string user, long? uploadRate = null)
    {
        var client = await StartAsync($"client-{user}", uploadRate);
        await client.TellAsync($"create_user {user} pw");
        (await client.TellAsync($"login {user} pw")).ShouldBe($"logged in as {user}");
        return client;
    }

    /// <summary>A user who is there and logged in, whom no notice reaches.</summary>
    private protected Task<DeafClient> StartDeafAsync(string user) =>
        DeafClient.StartAsync(user, StagedClient.AddressOf(Tracker), Folder.Folder($"client-{user}"));

    /// <summary>Somebody asks, the owner accepts.</summary>
    internal static async Task JoinAsync(StagedClient owner, StagedClient other, string group)
    {
        (await other.TellAsync($"join_group {group}")).ShouldStartWith("join request sent to");
        (await owner.TellAsync($"accept_request {group} {await other.TellAsync("whoami")}")).ShouldContain("accepted into");
    }

    /// <summary>Bob's client goes off in the middle of a film of the owner's group <c>g1</c>.</summary>
    /// <param name="owner">Slow, so that the film does not come to its end.</param>
    /// <param name="kind">Of the group: <c>--open</c>, or nothing.</param>
    private protected async Task LeaveDownloadAsync(StagedClient owner, string kind)
    {
        await using var bob = await StartAsAsync("bob");
        await owner.TellAsync($"create_group g1 {kind}");
        await JoinAsync(owner, bob, "g1");
        await owner.TellAsync($"upload_file {Sample("film", 40_000_000)} g1");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");
    }

    private protected string Sample(string name, int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        var path = Path.Combine(Folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task StartTrackerAsync(IPEndPoint listen) => tracker = await TrackerHost.StartAsync(
        new TrackerOptions(Folder.Folder("tracker")) { Listen = listen, PasswordIterations = 1 }, TestContext.Current.CancellationToken);
}
