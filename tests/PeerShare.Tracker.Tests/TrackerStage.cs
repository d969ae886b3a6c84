using PeerShare.Protocol.Values;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests;

/// <summary>A tracker on a free port with a folder of its own, whose passwords cost little.</summary>
internal sealed class TrackerStage : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<TestClient> clients = [];
    private TrackerHost host = null!;

    private TrackerStage(TrackerOptions options) => Options = options with { DataFolder = folder.Path };

    public TrackerOptions Options { get; }

    public TrackerHost Host => host;

    public static async Task<TrackerStage> StartAsync(Func<TrackerOptions, TrackerOptions>? change = null)
    {
        var options = new TrackerOptions("") { PasswordIterations = 1, Warn = line => TestContext.Current.SendDiagnosticMessage(line) };
        var stage = new TrackerStage(change?.Invoke(options) ?? options);
        await stage.StartAgainAsync();
        return stage;
    }

    /// <summary>What whoever runs the tracker on a folder does with its users.</summary>
    public static Task<UserReport> OrderAsync(string folder, UserOrder order) =>
        Operator.DoAsync(new TrackerOptions(folder) { PasswordIterations = 1 }, order, TestContext.Current.CancellationToken);

    /// <summary>A client that is not logged in.</summary>
    public TestClient Client()
    {
        var client = new TestClient(host.Endpoint, EntityId.Create());
        clients.Add(client);
        return client;
    }

    /// <summary>Clients of fresh users who are logged in.</summary>
    public async Task<TestClient[]> UsersAsync(params string[] names)
    {
        var users = new List<TestClient>();
        foreach (var name in names)
        {
            var client = Client();
            (await client.CreateUserAsync(name)).ShouldBe("");
            (await client.LoginAsync(name)).ShouldBe("");
            users.Add(client);
        }

        return [.. users];
    }

    /// <summary>Ends the tracker and starts it on the same folder. Clients reach it where it is now.</summary>
    /// <param name="meanwhile">Done while it does not run.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await host.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await StartAgainAsync();
        clients.ForEach(client => client.MoveTo(host.Endpoint));
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await host.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartAgainAsync() => host = await TrackerHost.StartAsync(Options, CancellationToken.None);
}
