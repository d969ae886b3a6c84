using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests;

/// <summary>What a client would do, and the words that its user would read: "" when all went well.</summary>
internal sealed class TestClient(IPEndPoint tracker, EntityId node) : IDisposable
{
    public const string Password = "correct horse";

    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://{tracker}") };
    private IPEndPoint tracker = tracker;

    public Session? Session { get; set; }

    public HttpClient Http => http;

    public void MoveTo(IPEndPoint place) => tracker = place;

    public Task<string> CreateUserAsync(string name, string password = Password, string? id = null) =>
        DoAsync(Routes.CreateUser, new NewUser(id ?? FreshId(), name, password));

    public async Task<string> LoginAsync(string name, string password = Password)
    {
        var (session, error) = await TryAskAsync<Session>(HttpMethod.Post, Routes.Login, new Login(name, password, node.ToString()));
        Session = session ?? Session;
        return error;
    }

    public Task<string> CreateGroupAsync(string name, string? id = null) => DoAsync(Routes.CreateGroup, new NewGroup(id ?? FreshId(), name, Open: true));

    /// <summary>Makes a group and lets others in.</summary>
    public async Task CreateGroupAsync(string name, params TestClient[] others)
    {
        (await CreateGroupAsync(name)).ShouldBe("");
        foreach (var other in others)
        {
            (await other.DoAsync(Routes.Join, new GroupName(name))).ShouldBe("");
            (await DoAsync(Routes.Accept, new MemberName(name, other.Session!.Name))).ShouldBe("");
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

    public void Dispose() => http.Dispose();

    public static string FreshId() => EntityId.Create().ToString();

    private async Task<(string Text, string Error)> SendAsync(HttpMethod method, string route, object? body, string? requestId)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://{tracker}{route}"));
        request.Headers.Add(Routes.RequestIdHeader, requestId ?? FreshId());
        if (Session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Session.Token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ContractJson.Default));
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (text, "") : ("", JsonSerializer.Deserialize(text, ContractJson.Default.Problem)!.Error);
    }
}
