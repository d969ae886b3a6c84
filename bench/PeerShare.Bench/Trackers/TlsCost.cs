using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization.Metadata;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench.Trackers;

/// <summary>What TLS costs whoever asks a tracker on the same machine: users who are logged in ask who they are, over a connection that is kept and
/// over a fresh one each time. They take turns, so that none asks more than a user may in a row.</summary>
internal static class TlsCost
{
    private const int WarmUp = 500;
    private const int WhenKept = 20_000;

    // Each leaves a port in TIME_WAIT, and there are 28,000.
    private const int WhenFresh = 4_000;
    private const int Users = 50;
    private const string Password = "pw";

    private static readonly Way[] ways =
    [
        new("http, kept", "http", IsKept: true),
        new("https, kept", "https", IsKept: true),
        new("http, a new connection each", "http", IsKept: false),
        new("https, a new connection each", "https", IsKept: false),
    ];

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">For a fresh tracker.</param>
    public static async Task RunAsync(string program, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var tracker = await TrackerProcess.StartAsync(program, folder, core: null);
        var tokens = await LoginAsync(new Uri($"http://{tracker.Place}"));
        foreach (var atOnce in new[] { 1, 16 })
        {
            foreach (var way in ways)
            {
                using var http = way.Connect(tracker);
                await AskAsync(http, tokens, atOnce, WarmUp);
                var (before, watch) = (tracker.ProcessorTime, Stopwatch.StartNew());
                var latencies = await AskAsync(http, tokens, atOnce, way.IsKept ? WhenKept : WhenFresh);
                Console.WriteLine(FormattableString.Invariant(
                    $"{way.Name}, {atOnce} at a time: {latencies.Count / watch.Elapsed.TotalSeconds:N0} requests/s, {latencies}; {(tracker.ProcessorTime - before).TotalMilliseconds / latencies.Count:F2} ms of the tracker's processor each"));
            }
        }
    }

    private static async Task<Latencies> AskAsync(HttpClient http, AuthenticationHeaderValue[] tokens, int atOnce, int requests)
    {
        var all = new Latencies();
        var own = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var latencies = new Latencies();
            for (var request = 0; request < requests / atOnce; request++)
            {
                var began = Stopwatch.GetTimestamp();
                using var question = new HttpRequestMessage(HttpMethod.Get, Routes.Me) { Headers = { Authorization = tokens[request % Users] } };
                using var answer = await http.SendAsync(question);
                latencies.Add(began);
                answer.EnsureSuccessStatusCode();
            }

            return latencies;
        })));
        Array.ForEach(own, all.Add);
        return all;
    }

    private static async Task<AuthenticationHeaderValue[]> LoginAsync(Uri tracker)
    {
        using var http = new HttpClient { BaseAddress = tracker };
        var tokens = new AuthenticationHeaderValue[Users];
        for (var user = 0; user < Users; user++)
        {
            using var created = await PostAsync(http, Routes.CreateUser, new NewUser(EntityId.Create().ToString(), $"user{user}", Password));
            using var answer = await PostAsync(http, Routes.Login, new Login($"user{user}", Password, EntityId.Create().ToString()));
            tokens[user] = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync(ContractJson.Default.Session))!.Token);
        }

        return tokens;
    }

    private static async Task<HttpResponseMessage> PostAsync<T>(HttpClient http, string route, T body)
    {
        using var content = JsonContent.Create(body, (JsonTypeInfo<T>)ContractJson.Default.GetTypeInfo(typeof(T))!);
        return (await http.PostAsync(new Uri(route, UriKind.Relative), content)).EnsureSuccessStatusCode();
    }

    private sealed record Way(string Name, string Scheme, bool IsKept)
    {
        public HttpClient Connect(TrackerProcess tracker)
        {
            var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                PooledConnectionLifetime = IsKept ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,

                // As clients do: the root must have signed it.
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        shown is X509Certificate2 certificate && TrackerCertificate.TryReadRoot(certificate, TimeProvider.System.GetUtcNow(), out Fingerprint? _, out _),
                },
            };
            return new HttpClient(handler) { BaseAddress = new Uri($"{Scheme}://{tracker.Place}") };
        }
    }
}
