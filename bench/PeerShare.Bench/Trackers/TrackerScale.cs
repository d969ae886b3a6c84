using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Bench.Trackers;

/// <summary>What a filled tracker takes: to start, to list a large group's files, to log somebody in, and in memory.</summary>
internal static class TrackerScale
{
    private const int Lists = 2000;
    private const int Logins = 40;

    public static async Task RunAsync(string program, string folder)
    {
        await using var tracker = await TrackerProcess.StartAsync(program, folder, core: null);
        Console.WriteLine(FormattableString.Invariant($"start to ready: {tracker.Start.TotalSeconds:F2} s, {tracker.ProcessorTime.TotalSeconds:F2} s of processor; {tracker.Memory()}"));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{tracker.Place}") };
        var session = await LoginAsync(http, 0);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        foreach (var atOnce in new[] { 1, 16 })
        {
            Console.WriteLine(FormattableString.Invariant(
                $"list_files of {Population.FilesOfLargeGroup:N0} files, {atOnce} at a time, {Lists:N0} times: {await ListAsync(http, atOnce)}"));
        }

        var (hash, login) = await CompareLoginAsync(http);
        Console.WriteLine(FormattableString.Invariant(
            $"one login: {login}; its hash alone: {hash}; login costs {login.Median - hash.Median:F1} ms more at the median"));
        Console.WriteLine($"at the end: {tracker.Memory()}");
    }

    private static async Task<Latencies> ListAsync(HttpClient http, int atOnce)
    {
        var all = new Latencies();
        var own = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var latencies = new Latencies();
            for (var time = 0; time < Lists / atOnce; time++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await PostAsync(http, Routes.ListFiles, new GroupName(Population.GroupName(0)));
                var json = await answer.Content.ReadAsByteArrayAsync();
                latencies.Add(began);
                Check(answer.IsSuccessStatusCode && JsonSerializer.Deserialize(json, ContractJson.Default.FileLineArray)!.Length == Population.FilesOfLargeGroup, "the list is not complete");
            }

            return latencies;
        })));
        Array.ForEach(own, all.Add);
        return all;
    }

    /// <summary>By turns, so that whatever else the machine does falls on both.</summary>
    private static async Task<(Latencies Hash, Latencies Login)> CompareLoginAsync(HttpClient http)
    {
        using var passwords = new Passwords(new TrackerOptions("").PasswordIterations, cores: 1);
        var stored = await passwords.HashAsync(Population.Password);
        var (hash, login) = (new Latencies(), new Latencies());
        for (var user = 0; user < Logins; user++)
        {
            var began = Stopwatch.GetTimestamp();
            Check(await passwords.FindAsync([stored!], Population.Password) == 0, "the hash is not the password's");
            hash.Add(began);
            began = Stopwatch.GetTimestamp();
            await LoginAsync(http, user);
            login.Add(began);
        }

        return (hash, login);
    }

    private static async Task<Session> LoginAsync(HttpClient http, int user)
    {
        using var answer = await PostAsync(
            http, Routes.Login, new Login(Population.UserName(user), Population.Password, Population.NodeOf(user).ToString()));
        var json = await answer.Content.ReadAsByteArrayAsync();
        Check(answer.StatusCode == HttpStatusCode.OK, $"{Population.UserName(user)} cannot log in; was the folder made by tracker-fill?");
        return JsonSerializer.Deserialize(json, ContractJson.Default.Session)!;
    }

    private static async Task<HttpResponseMessage> PostAsync<T>(HttpClient http, string route, T body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, (JsonTypeInfo<T>)ContractJson.Default.GetTypeInfo(typeof(T))!));
        return await http.PostAsync(new Uri(route, UriKind.Relative), content);
    }

    private static void Check(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
