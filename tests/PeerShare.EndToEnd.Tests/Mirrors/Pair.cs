using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>Two trackers of one list as processes, and what a client asks of them: of the one that answers.</summary>
internal sealed class Pair(Stage stage) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] NoQuotas = ["--max-groups", "1000000", "--max-files", "1000000", "--max-users-an-hour", "1000000"];

    private readonly HttpClient http = new() { Timeout = Patience };
    private readonly Player?[] trackers = new Player?[2];
    private string token = "";

    public Player this[int index] => trackers[index] ?? throw new InvalidOperationException($"tracker {index + 1} was not started");

    /// <param name="index">From 0.</param>
    /// <param name="options">More of its command line.</param>
    public async Task StartAsync(int index, params string[] options)
    {
        if (!File.Exists(stage.In("tracker_info.txt")))
        {
            await File.WriteAllTextAsync(stage.In("tracker_info.txt"), $"127.0.0.1:{stage.Ports[0]}\n127.0.0.1:{stage.Ports[1]}\n");
        }

        trackers[index] = stage.Start(["tracker", "tracker_info.txt", $"{index + 1}", .. NoQuotas, .. options]);
        await this[index].SaysAsync("^listening on ");
    }

    /// <summary>Waits until each has all that the other has: never, while both are written to.</summary>
    public Task UntilAlikeAsync() => UntilAllAsync(line => line is { State: TrackerState.Self or TrackerState.Up, BehindSeconds: 0 });

    /// <summary>Waits until each counts on the other: what is answered from now on is on both disks.</summary>
    public Task UntilConnectedAsync() => UntilAllAsync(line => line.State is TrackerState.Self or TrackerState.Up);

    /// <summary>Waits until a tracker does not count on the other one any more.</summary>
    public Task UntilOtherIsAwayAsync(int index) => UntilAsync(index, lines => Array.Exists(lines, line => line.State == TrackerState.Away));

    /// <summary>Sends a command until one of the trackers has answered it; the same one, by its request id.</summary>
    public async Task<byte[]> DoAsync(string route, HttpContent body, int first)
    {
        var request = FreshId();
        for (var turn = first; ; turn++)
        {
            if (await TryAsync(turn % trackers.Length, route, body, request) is { } answer)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a command to one tracker, once.</summary>
    public async Task<(HttpStatusCode Status, byte[] Answer)> SendAsync(int index, string route, HttpContent body, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PlaceOf(index, route))
        {
            Content = new ByteArrayContent(await body.ReadAsByteArrayAsync()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(Routes.RequestIdHeader, id);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A new user who is logged in on both; what is asked later is asked as that one.</summary>
    public async Task LoginAsync(string name = "alice")
    {
        await DoAsync(Routes.CreateUser, JsonContent.Create(new NewUser(FreshId(), name, "pw"), ContractJson.Default.NewUser), 0);
        await AsAsync(name);
    }

    /// <summary>Logs a user in who is there; what is asked later is asked as that one.</summary>
    public async Task AsAsync(string name)
    {
        var session = await DoAsync(Routes.Login, JsonContent.Create(new Login(name, "pw", FreshId()), ContractJson.Default.Login), 0);
        token = JsonSerializer.Deserialize(session, ContractJson.Default.Session)!.Token;
    }

    /// <summary>What founds an open group.</summary>
    public static HttpContent NewGroup(string name) => JsonContent.Create(new NewGroup(FreshId(), name, true), ContractJson.Default.NewGroup);

    public async Task<HashSet<string>> GroupsAsync(int index)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PlaceOf(index, Routes.ListGroups));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var lines = await response.Content.ReadFromJsonAsync(ContractJson.Default.GroupLineArray, TestContext.Current.CancellationToken);
        return [.. lines!.Select(line => line.Name)];
    }

    public static string FreshId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public void Dispose() => http.Dispose();

    private async Task UntilAllAsync(Predicate<TrackerLine> holds)
    {
        for (var index = 0; index < trackers.Length; index++)
        {
            await UntilAsync(index, lines => lines.Length == trackers.Length && Array.TrueForAll(lines, holds));
        }
    }

    private async Task UntilAsync(int index, Predicate<TrackerLine[]> holds)
    {
        while (!holds((await http.GetFromJsonAsync(PlaceOf(index, Routes.Trackers), ContractJson.Default.TrackerLineArray, TestContext.Current.CancellationToken))!))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private Uri PlaceOf(int index, string route) => new($"http://127.0.0.1:{stage.Ports[index]}{route}");

    /// <returns>Null when the tracker is not there or has trouble of its own.</returns>
    private async Task<byte[]?> TryAsync(int index, string route, HttpContent body, string id)
    {
        try
        {
            var (status, answer) = await SendAsync(index, route, body, id);
            return status == HttpStatusCode.ServiceUnavailable ? null
                : (int)status < 300 ? answer
                : throw new InvalidOperationException($"{route}: {System.Text.Encoding.UTF8.GetString(answer)}");
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
