using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench.Trackers;

/// <summary>Writes at a set rate to both trackers of a pair: users found groups and leave them again. Each is answered when it is on the
/// disks of both. A latency counts from the moment at which the write was due.</summary>
internal sealed class PairWrites(TrackerPair pair, int rate)
{
    private const int Users = 32;
    private const int WarmUpSeconds = 3;
    private const string Password = "pw";

    private readonly bool[] hasGroup = new bool[Users];
    private readonly HttpClient[] http = [.. Enumerable.Range(0, Users).Select(_ => new HttpClient())];

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">Where the pair's folders go.</param>
    /// <param name="rate">Writes a second, half of them to each.</param>
    /// <param name="seconds">How long.</param>
    public static async Task RunAsync(string program, string folder, int rate, int seconds)
    {
        await using var pair = new TrackerPair(program, folder);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        var run = new PairWrites(pair, rate);
        await Task.WhenAll(Enumerable.Range(0, Users).Select(run.LoginAsync));
        await run.MeasureAsync(WarmUpSeconds);
        var latencies = await run.MeasureAsync(seconds);
        await pair.UntilAlikeAsync();
        Console.WriteLine(FormattableString.Invariant(
            $"{latencies.Count / (double)seconds:N0} writes/s for {seconds} s, half to each tracker: {latencies}; {pair[0].Memory()}"));
        Array.ForEach(run.http, client => client.Dispose());
    }

    private async Task<Latencies> MeasureAsync(int seconds)
    {
        var began = Stopwatch.GetTimestamp();
        var all = new Latencies();
        foreach (var own in await Task.WhenAll(Enumerable.Range(0, Users).Select(user => WriteAsync(user, began, seconds))))
        {
            all.Add(own);
        }

        return all;
    }

    private async Task<Latencies> WriteAsync(int user, long began, int seconds)
    {
        var latencies = new Latencies();
        var step = (double)Stopwatch.Frequency * Users / rate;
        var name = new GroupName($"group of user{user}");
        for (var turn = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; turn++)
        {
            var due = began + (long)(step * (turn + (double)user / Users));
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System);
            }

            await (hasGroup[user]
                ? DoAsync(user, Routes.Leave, name)
                : DoAsync(user, Routes.CreateGroup, new NewGroup(EntityId.Create().ToString(), name.Group, Open: true)));
            hasGroup[user] = !hasGroup[user];
            latencies.Add(due);
        }

        return latencies;
    }

    private async Task LoginAsync(int user)
    {
        await DoAsync(user, Routes.CreateUser, new NewUser(EntityId.Create().ToString(), $"user{user}", Password));
        using var answer = await DoAsync(user, Routes.Login, new Login($"user{user}", Password, EntityId.Create().ToString()));
        var session = await answer.Content.ReadFromJsonAsync(ContractJson.Default.Session);
        http[user].DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session!.Token);
    }

    private async Task<HttpResponseMessage> DoAsync<T>(int user, string route, T body)
    {
        using var content = JsonContent.Create(body, (JsonTypeInfo<T>)ContractJson.Default.GetTypeInfo(typeof(T))!);
        var answer = await http[user].PostAsync(pair.AddressOf(user % 2, route), content);
        return answer.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{route}: {await answer.Content.ReadAsStringAsync()}");
    }
}
