using System.Net;
using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.App.Repl;

namespace PeerShare.App.Tests.Client;

/// <summary>A client in this process, on a port that the system chose, with its folder.</summary>
internal sealed class StagedClient(NodeHost host, List<string> notices) : IAsyncDisposable
{
    public NodeHost Host => host;

    public IReadOnlyList<string> Notices => notices;

    public static async Task<StagedClient> StartAsync(string tracker, string folder)
    {
        Address.TryParse(tracker, out var address, out _).ShouldBeTrue();
        List<string> notices = [];
        var options = new NodeHostOptions(new ListenAddress(IPAddress.Loopback, 0), [address], folder) { Notice = notices.Add };
        return new StagedClient(await NodeHost.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken), notices);
    }

    /// <summary>Runs a line as it would be typed.</summary>
    /// <returns>What was said on stdout or, after a failure, on stderr; without the last line's end.</returns>
    public async Task<string> TellAsync(string line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var door = new CommandDoor(host, () => { });
        await door.RunAsync(CommandLine.Split(line), new CommandContext { Out = output, Error = error }, Environment.CurrentDirectory, TestContext.Current.CancellationToken);
        return $"{output}{error}".TrimEnd('\n');
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}

/// <summary>A tracker and a folder for the clients of a test.</summary>
public abstract class ClientStage : IAsyncLifetime
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected FakeTracker Tracker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Tracker = await FakeTracker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Tracker.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<StagedClient> StartAsync(string name) => StagedClient.StartAsync(Tracker.Address, Folder.Folder(name));

    /// <summary>A client whose user is there and logged in.</summary>
    private protected async Task<StagedClient> StartAsAsync(string user)
    {
        var client = await StartAsync($"client-{user}");
        await client.TellAsync($"create_user {user} pw");
        (await client.TellAsync($"login {user} pw")).ShouldBe($"logged in as {user}");
        return client;
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

    private protected static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
