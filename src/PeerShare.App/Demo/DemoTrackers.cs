using System.Net.Http.Json;
using PeerShare.App.Commands;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Demo;

/// <summary>The two trackers of a demonstration, each a process of its own.</summary>
internal sealed class DemoTrackers : IAsyncDisposable
{
    public const int Count = 2;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int[] ports;
    private readonly string folder;
    private readonly TimeProvider time;
    private readonly NodeProcess?[] processes = new NodeProcess?[Count];

    /// <param name="ports">Where they listen.</param>
    /// <param name="folder">The demonstration's.</param>
    /// <param name="time">Measures patience.</param>
    public DemoTrackers(int[] ports, string folder, TimeProvider time)
    {
        this.ports = ports;
        this.folder = Directory.CreateDirectory(Path.Combine(folder, "trackers")).FullName;
        this.time = time;
        List = Path.Combine(this.folder, "tracker_info.txt");
    }

    /// <summary>Path of the list.</summary>
    public string List { get; }

    public async Task StartAsync(CancellationToken stopping)
    {
        await File.WriteAllLinesAsync(List, ports.Select(port => $"127.0.0.1:{port}"), stopping);
        await Task.WhenAll(Enumerable.Range(1, Count).Select(number => StartAsync(number, stopping)));
    }

    /// <summary>Tracker 1 dies without a word.</summary>
    public Task KillFirstAsync() => EndAsync(1);

    public Task StartFirstAgainAsync(CancellationToken stopping) => StartAsync(1, stopping);

    public async ValueTask DisposeAsync() => await Task.WhenAll(Enumerable.Range(1, Count).Select(EndAsync));

    /// <param name="number">From 1.</param>
    /// <param name="stopping">Gives up.</param>
    private async Task StartAsync(int number, CancellationToken stopping)
    {
        var data = Path.Combine(folder, $"tracker-{number}");
        var process = processes[number - 1] = NodeProcess.Start($"tracker {number}", ["tracker", List, $"{number}", "--data", data], _ => { });
        await ReadyAsync(process, ports[number - 1], stopping);
    }

    /// <summary>Until it answers and mirrors the other.</summary>
    private async Task ReadyAsync(NodeProcess tracker, int port, CancellationToken stopping)
    {
        using var http = new HttpClient { Timeout = LookEvery * 10 };
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < Patience)
        {
            try
            {
                var health = await http.GetFromJsonAsync($"http://127.0.0.1:{port}{Routes.Ready}", StrictJson.Contracts.TypeOf<Health>(), stopping);
                if (health?.Trackers.All(other => other.State is TrackerState.Self or TrackerState.Up) == true)
                {
                    return;
                }

                await Task.Delay(LookEvery, time, stopping);
            }
            catch (Exception notYet) when (notYet is HttpRequestException || (notYet is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                if (tracker.EndedBecause is { } reason)
                {
                    throw new CommandFailure($"{tracker.Name} ended: {reason}", notYet);
                }

                await Task.Delay(LookEvery, time, stopping);
            }
        }

        throw new CommandFailure($"{tracker.Name} was not ready after {Patience.TotalSeconds:0} s");
    }

    private async Task EndAsync(int number)
    {
        if (processes[number - 1] is { } process)
        {
            processes[number - 1] = null;
            await process.DisposeAsync();
        }
    }
}
