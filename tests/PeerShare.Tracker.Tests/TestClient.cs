using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests;

/// <summary>What a client would do, and the words that its user would read: "" when all went well.</summary>
internal sealed class TestClient(IPEndPoint tracker, EntityId node) : IDisposable
{
    public const string Password = "correct horse";

    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://{tracker}") };
    private IPEndPoint tracker = tracker;

    public Session? Session { get; set; }

    /// <summary>How far the last answer went.</summary>
    public string Told { get; private set; } = "";

    /// <summary>Sent with every request: how far earlier answers went.</summary>
    public string Seen { get; set; } = "";

    public HttpClient Http => http;

    public Uri Address => new($"http://{tracker}");

    public void MoveTo(IPEndPoint place) => tracker = place;

    public Task<string> CreateUserAsync(string name, string password = Password, string? id = null) =>
        DoAsync(Routes.CreateUser, new NewUser(id ?? FreshId(), name, password));

    public async Task<string> LoginAsync(string name, string password = Password)
    {
        var (session, error) = await TryAskAsync<Session>(HttpMethod.Post, Routes.Login, new Login(name, password, node.ToString()));
        Session = session ?? Session;
        return error;
    }

    /// <param name="name">Of the group.</param>
    /// <param name="id">Chosen by the client.</param>
    /// <param name="open">Without certificates.</param>
    public Task<string> CreateGroupAsync(string name, string? id = null, bool open = true) =>
        DoAsync(Routes.CreateGroup, new NewGroup(id ?? FreshId(), name, open));

    /// <summary>Makes an encrypted group and lets others in.</summary>
    public async Task CreateEncryptedGroupAsync(string name, params TestClient[] others)
    {
        (await CreateGroupAsync(name, open: false)).ShouldBe("");
        await LetInAsync(name, others);
    }

    /// <summary>Makes a group and lets others in.</summary>
    public async Task CreateGroupAsync(string name, params TestClient[] others)
    {
        (await CreateGroupAsync(name)).ShouldBe("");
        await LetInAsync(name, others);
    }

    /// <summary>Others ask, the owner accepts.</summary>
    public async Task LetInAsync(string group, params TestClient[] others)
    {
        foreach (var other in others)
        {
            (await other.DoAsync(Routes.Join, new GroupName(group))).ShouldBe("");
            (await DoAsync(Routes.Accept, new MemberName(group, other.Session!.Name))).ShouldBe("");
        }
    }

    public async Task<string> DoAsync(string route, object? body = null, string? requestId = null) =>
        (await SendAsync(HttpMethod.Post, route, body, requestId)).Error;

    public async Task<T> AskAsync<T>(string route, object? body = null)
    {
        var (answer, error) = await TryAskAsync<T>(body is null ? HttpMethod.Get : HttpMethod.Post, route, body);
        error.ShouldBe("");
        return answer!;
    }

    public async Task<(T? Answer, string Error)> TryAskAsync<T>(HttpMethod method, string route, object? body)
    {
        var (text, error) = await SendAsync(method, route, body, null);
        return (error.Length == 0 ? (T?)JsonSerializer.Deserialize(text, typeof(T), ContractJson.Default) : default, error);
    }

    public async Task<string> GroupsAsync() => string.Join(
        " ",
        (await AskAsync<GroupLine[]>(Routes.ListGroups)).Select(line => $"{line.Name}:{line.Members}:{line.Standing}"));

    public async Task<string> MembersAsync(string group) => string.Join(" ", await AskAsync<string[]>(Routes.ListMembers, new GroupName(group)));

    public async Task<string> FilesAsync(string group) =>
        string.Join(" ", (await AskAsync<FileLine[]>(Routes.ListFiles, new GroupName(group))).Select(line => line.Name));

    public async Task<string> SourcesAsync(string group) =>
        string.Join(" ", (await AskAsync<FileLine[]>(Routes.ListFiles, new GroupName(group))).Select(line => $"{line.Name}:{line.Sources}"));

    /// <summary>Announces as a standard client does; the peer's id follows from its port unless it is given.</summary>
    public async Task<AnnounceResponse> AnnounceAsync(
        Torrent torrent,
        int port,
        long left = long.MaxValue,
        AnnounceEvent happened = AnnounceEvent.None,
        int? wanted = null,
        PeerId? peer = null,
        string? passkey = null)
    {
        var id = peer ?? new PeerId(Encoding.ASCII.GetBytes($"-XX0001-{port:d12}"));
        var request = new AnnounceRequest(torrent.InfoHash, id, port, 0, 0, left) { Event = happened, NumWant = wanted };
        var answer = await FetchAsync($"/announce/{passkey ?? Session!.Passkey}?{request.ToQuery()}");
        AnnounceResponse.TryParse(Encoding.Latin1.GetBytes(answer), out var read, out var error).ShouldBeTrue(error);
        return read!;
    }

    /// <summary>What stands at an address, byte for byte a character.</summary>
    public async Task<string> FetchAsync(string path)
    {
        using var response = await http.GetAsync(new Uri($"http://{tracker}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => http.Dispose();

    public static string FreshId() => EntityId.Create().ToString();

    private async Task<(string Text, string Error)> SendAsync(HttpMethod method, string route, object? body, string? requestId)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://{tracker}{route}"));
        request.Headers.Add(Routes.RequestIdHeader, requestId ?? FreshId());
        request.Headers.Add(Routes.SeenHeader, Seen);
        if (Session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Session.Token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ContractJson.Default));

            // Who sends much before hearing a refusal may find the connection closed.
            request.Headers.ExpectContinue = body is NewFile;
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Told = response.Headers.TryGetValues(Routes.SeenHeader, out var told) ? string.Join(' ', told) : "";
        return response.IsSuccessStatusCode ? (text, "") : ("", JsonSerializer.Deserialize(text, ContractJson.Default.Problem)!.Error);
    }
}
