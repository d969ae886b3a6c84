using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker;

namespace PeerShare.App.Tests.Client;

/// <summary>Three trackers of one cluster that can be started and stopped; the first two know each other, the third knows them.</summary>
internal sealed class TrackerCluster : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HostPort[] places = FreePlaces(3);
    private readonly TrackerHost?[] hosts = new TrackerHost?[3];

    public string AddressOf(int number) => places[number].ToString();

    public string In(string path) => Path.Combine(folder.Path, path);

    public string Sample(string name, int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    /// <param name="number">From 0.</param>
    /// <param name="key">The file with what the trackers share; one with another is none of the cluster.</param>
    /// <param name="ahead">By how much its clock is wrong.</param>
    public async Task StartAsync(int number, string key = "cluster.key", TimeSpan ahead = default)
    {
        var options = new TrackerOptions(folder.Folder($"tracker-{number}"))
        {
            Listen = IPEndPoint.Parse(AddressOf(number)),
            Address = places[number],
            Mirrors = [.. places.Take(2).Where(place => place != places[number])],
            KeyFile = In(key),
            PasswordIterations = 1,
            Farewell = TimeSpan.Zero,
            TimeProvider = ahead == default ? TimeProvider.System : new ShiftedTime(ahead),
        };
        hosts[number] = await TrackerHost.StartAsync(options, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until each of the first two says that what it answers is on the other's disk too.</summary>
    public async Task UntilInStepAsync()
    {
        using var http = new HttpClient();
        for (var number = 0; number < 2; number++)
        {
            var place = new Uri($"http://{AddressOf(number)}{Routes.Trackers}");
            await ClientStage.UntilAsync(async () =>
                (await http.GetFromJsonAsync(place, ContractJson.Default.TrackerLineArray, TestContext.Current.CancellationToken) ?? []).Count(line => line.State == TrackerState.Up) == 1);
        }
    }

    public async Task StopAsync(int number)
    {
        await (hosts[number]?.DisposeAsync() ?? ValueTask.CompletedTask);
        hosts[number] = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, hosts.Length).Select(StopAsync));
        folder.Dispose();
    }

    /// <summary>A tracker must be found where it was, so its port is chosen before it starts.</summary>
    private static HostPort[] FreePlaces(int count)
    {
        List<TcpListener> held = [];
        for (var number = 0; number < count; number++)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            held.Add(listener);
        }

        var places = held.Select(listener => listener.LocalEndpoint).OfType<IPEndPoint>().Select(end => new HostPort(end.Address.ToString(), end.Port)).ToArray();
        held.ForEach(listener => listener.Dispose());
        return places;
    }
}
