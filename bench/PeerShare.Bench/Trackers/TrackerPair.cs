using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Bench.Trackers;

/// <summary>Two trackers of one list, each a process with a folder of its own.</summary>
internal sealed class TrackerPair : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly string program;
    private readonly string folder;
    private readonly TrackerProcess?[] trackers = new TrackerProcess?[2];
    private readonly HttpClient http = new();
    private readonly int[] ports;

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">Of the pair; may hold folders of theirs.</param>
    public TrackerPair(string program, string folder)
    {
        this.program = program;
        this.folder = folder;
        Directory.CreateDirectory(folder);
        ports = FreePorts();
        File.WriteAllLines(List, ports.Select(port => $"127.0.0.1:{port}"));
    }

    private string List => Path.Combine(folder, "tracker_info.txt");

    public TrackerProcess this[int index] => trackers[index] ?? throw new InvalidOperationException($"tracker {index} was not started");

    /// <summary>Of a tracker; <see cref="TrackerFill"/> may fill it before the start.</summary>
    public string FolderOf(int index) => Path.Combine(folder, $"tracker-{index}");

    public IPEndPoint PlaceOf(int index) => new(IPAddress.Loopback, ports[index]);

    public Uri AddressOf(int index, string route) => new($"http://127.0.0.1:{ports[index]}{route}");

    public async Task StartAsync(int index) => trackers[index] = await TrackerProcess.StartAsync(
        program, "tracker", List, (index + 1).ToString(CultureInfo.InvariantCulture), "--data", FolderOf(index), "--max-groups", "1000000");

    /// <summary>Until each says that the other has all that it has.</summary>
    public async Task UntilAlikeAsync()
    {
        foreach (var index in new[] { 0, 1 })
        {
            while ((await http.GetFromJsonAsync(AddressOf(index, Routes.Trackers), ContractJson.Default.TrackerLineArray))!
                is not [_, { State: TrackerState.Up, BehindSeconds: 0 }])
            {
                await Task.Delay(LookEvery, TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var tracker in trackers.OfType<TrackerProcess>())
        {
            await tracker.DisposeAsync();
        }
    }

    private static int[] FreePorts()
    {
        var listeners = new[] { new TcpListener(IPAddress.Loopback, 0), new TcpListener(IPAddress.Loopback, 0) };
        Array.ForEach(listeners, listener => listener.Start());
        var free = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        Array.ForEach(listeners, listener => listener.Dispose());
        return free;
    }
}
