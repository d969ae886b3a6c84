using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>A page of another site that is open in a member's browser can send requests to a tracker, but does nothing there and
/// learns nothing: a session is a token that only our client has, never a cookie.</summary>
public sealed class CrossSiteTests : IAsyncLifetime
{
    private const string Origin = "Origin: http://evil.example\r\nReferer: http://evil.example/page\r\nSec-Fetch-Site: cross-site\r\n";

    private TrackerStage stage = null!;
    private TestClient alice = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        alice = (await stage.UsersAsync("alice"))[0];
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_page_of_another_site_does_nothing(string type)
    {
        var body = JsonSerializer.Serialize(new NewGroup(TestClient.FreshId(), "g1", true), ContractJson.Default.NewGroup);
        var answer = await SayAsync($"POST {Routes.CreateGroup}", $"{Origin}Content-Type: {type}\r\nCookie: token={alice.Session!.Token}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", body);

        answer.ShouldStartWith("HTTP/1.1 403");
        (await alice.GroupsAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://x")]
    [InlineData("null")]
    public async Task No_page_registers_users_or_guesses_passwords_whatever_name_points_at_the_tracker(string origin)
    {
        var user = JsonSerializer.Serialize(new NewUser(TestClient.FreshId(), "mallory", "pw"), ContractJson.Default.NewUser);
        (await PostAsync(Routes.CreateUser, origin, user)).ShouldStartWith("HTTP/1.1 403");
        var guess = JsonSerializer.Serialize(new Login("alice", "guess", TestClient.FreshId()), ContractJson.Default.Login);
        for (var turn = 0; turn < 20; turn++)
        {
            (await PostAsync(Routes.Login, origin, guess)).ShouldContain("does nothing for pages in a browser");
        }

        (await alice.LoginAsync("mallory", "pw")).ShouldBe("wrong user or password");
        (await alice.LoginAsync("alice")).ShouldBe("");
    }

    [Theory]
    [InlineData(Routes.CreateGroup)]
    [InlineData(Routes.Logout)]
    [InlineData(Routes.CreateUser)]
    public async Task A_picture_or_a_link_does_nothing(string route) =>
        (await SayAsync($"GET {route}?name=g1&token={alice.Session!.Token}", Origin)).ShouldStartWith("HTTP/1.1 405");

    [Theory]
    [InlineData(Routes.Me)]
    [InlineData(Routes.Login)]
    [InlineData(Routes.Ready)]
    [InlineData("/announce/x")]
    public async Task No_browser_is_told_that_another_site_may_read(string route)
    {
        foreach (var method in new[] { "GET", "OPTIONS", "POST" })
        {
            var answer = await SayAsync($"{method} {route}", $"{Origin}Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\nContent-Length: 0\r\n");
            answer.ShouldNotContain("Access-Control", Case.Insensitive);
            answer.ShouldNotContain("Set-Cookie", Case.Insensitive);
        }
    }

    /// <summary>A name that was made to point at the tracker opens nothing either, for the browser has no token of that name.</summary>
    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example:80")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Whatever_the_host_is_called_a_token_is_asked_for(string host) =>
        (await RawCaller.SayAsync(stage.Host.Endpoint, $"GET {Routes.Me} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 401");

    [Theory]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("Forwarded: for=127.0.0.1;proto=https")]
    [InlineData("X-Real-IP: 127.0.0.1")]
    [InlineData("X-Original-URL: /live")]
    [InlineData("X-HTTP-Method-Override: GET")]
    [InlineData("Authorization: Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==")]
    public async Task No_header_makes_a_stranger_somebody(string header) =>
        (await SayAsync($"GET {Routes.Me}", $"{header}\r\n")).ShouldStartWith("HTTP/1.1 401");

    private Task<string> PostAsync(string route, string origin, string body) =>
        SayAsync($"POST {route}", $"Origin: {origin}\r\nContent-Type: text/plain\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", body);

    private Task<string> SayAsync(string start, string headers, string body = "") =>
        RawCaller.SayAsync(stage.Host.Endpoint, $"{start} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}");
}
