using System.Collections.Concurrent;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Trackers of one cluster on free ports, each with a folder of its own. A later one knows the earlier ones, which learn of it
/// when it comes by.</summary>
internal sealed class MirrorStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder folder = new();
    private readonly List<TestClient> clients = [];

    public List<TrackerHost> Hosts { get; } = [];

    /// <summary>The cluster's.</summary>
    public string KeyFile => Path.Combine(folder.Path, "key");

    /// <summary>What operators were told.</summary>
    public ConcurrentQueue<string> Warnings { get; } = [];

    public static async Task<MirrorStage> StartAsync(int trackers)
    {
        var stage = new MirrorStage();
        while (stage.Hosts.Count < trackers)
        {
            await stage.AddAsync();
        }

        await stage.UntilAllAreUpAsync();
        return stage;
    }

    public async Task<TrackerHost> AddAsync(Func<TrackerOptions, TrackerOptions>? change = null)
    {
        Hosts.Add(await TrackerHost.StartAsync(OptionsOf(Hosts.Count + 1, change), CancellationToken.None));
        return Hosts[^1];
    }

    public async Task StopAsync(int index) => await Hosts[index].DisposeAsync();

    /// <summary>Where it was, with what it had.</summary>
    public async Task StartAgainAsync(int index, Func<TrackerOptions, TrackerOptions>? change = null)
    {
        var options = OptionsOf(index + 1, change);
        var others = change is null ? [.. PlacesOf(Hosts.Where((_, other) => other != index))] : options.Mirrors;
        Hosts[index] = await TrackerHost.StartAsync(options with { Listen = Hosts[index].Endpoint, Mirrors = others }, CancellationToken.None);
    }

    public string DataOf(int index) => Path.Combine(folder.Path, $"{index + 1}");

    /// <summary>A client that is not logged in.</summary>
    public TestClient ClientOf(int index)
    {
        var client = new TestClient(Hosts[index].Endpoint, EntityId.Create());
        clients.Add(client);
        return client;
    }

    public async Task<TestClient> UserAsync(int index, string name)
    {
        var client = ClientOf(index);
        (await client.CreateUserAsync(name)).ShouldBe("");
        (await client.LoginAsync(name)).ShouldBe("");
        return client;
    }

    /// <summary>The same session at another tracker.</summary>
    public TestClient At(int index, TestClient client)
    {
        var other = ClientOf(index);
        other.Session = client.Session;
        return other;
    }

    public async Task UntilAllAreUpAsync()
    {
        for (var index = 0; index < Hosts.Count; index++)
        {
            var client = ClientOf(index);
            await UntilAsync(async () =>
            {
                var lines = await client.AskAsync<TrackerLine[]>(Routes.Trackers);
                return lines.Length == Hosts.Count && lines.All(line => line is { State: TrackerState.Self or TrackerState.Up, BehindSeconds: 0 });
            });
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(LookEvery, TimeProvider.System, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        foreach (var host in Hosts)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }

    private static IEnumerable<HostPort> PlacesOf(IEnumerable<TrackerHost> hosts) =>
        hosts.Select(host => new HostPort(host.Endpoint.Address.ToString(), host.Endpoint.Port));

    private TrackerOptions OptionsOf(int number, Func<TrackerOptions, TrackerOptions>? change)
    {
        var options = new TrackerOptions(DataOf(number - 1))
        {
            PasswordIterations = 1,
            KeyFile = KeyFile,
            Mirrors = [.. PlacesOf(Hosts.Take(number - 1))],
            Warn = Warnings.Enqueue,
            Quotas = new Quotas { Groups = int.MaxValue },
        };
        return change?.Invoke(options) ?? options;
    }
}
