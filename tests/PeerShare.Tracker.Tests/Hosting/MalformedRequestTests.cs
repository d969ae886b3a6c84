using System.Text;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>Whatever bytes come, one answer goes back at the most, and the tracker goes on.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string End = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private TrackerStage stage = null!;
    private TestClient alice = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        alice = (await stage.UsersAsync("alice"))[0];
    }

    public async ValueTask DisposeAsync()
    {
        (await alice.GroupsAsync()).ShouldBe("");
        await stage.DisposeAsync();
    }

    [Theory]
    [InlineData("\0\u0001\u0002\r\n\r\n", "400")]
    [InlineData("GET /api/me\r\n\r\n", "400")]
    [InlineData("GET / HTTP/9.9\r\nHost: x\r\n\r\n", "505")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "400")]
    [InlineData("GET /%00" + End, "400")]
    [InlineData("GET /api/me\u00e9" + End, "400")]
    [InlineData("BREW /api/me" + End, "405")]
    [InlineData("GET /%zz" + End, "404")]
    [InlineData("GET /..%2f..%2fetc/passwd" + End, "404")]
    [InlineData("GET http://elsewhere/api/nothing" + End, "400")]
    [InlineData("GET http://x/api/nothing" + End, "404")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "400")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n", "413")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "400")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "400")]
    public async Task A_request_that_is_none_gets_a_status(string request, string status) =>
        StatusOf(await SayAsync(request)).ShouldBe(status);

    [Theory]
    [InlineData("GET /", "414")]
    [InlineData("GET /announce/x?info_hash=", "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", "431")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n", "413")]
    public async Task What_is_too_long_is_not_read_to_its_end(string beginning, string status) =>
        StatusOf(await SayAsync(beginning + new string('a', 100_000) + End)).ShouldBe(status);

    [Fact]
    public async Task A_body_in_chunks_is_a_body()
    {
        var answer = await SayAsync(Post(Routes.Login, "Transfer-Encoding: chunked", "1\r\n{\r\n5\r\n\"x\":1\r\n1\r\n}\r\n0\r\n\r\n"));
        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("body is not the JSON that is asked for");
    }

    [Fact]
    public async Task A_body_in_chunks_is_cut_off_at_the_limit()
    {
        var chunks = new StringBuilder();
        for (var chunk = 0; chunk < 20; chunk++)
        {
            chunks.Append("2000\r\n").Append(' ', 0x2000).Append("\r\n");
        }

        var answer = await SayAsync(Post(Routes.Login, "Transfer-Encoding: chunked", $"{chunks}0\r\n\r\n"));
        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("the request is too long");
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_it_says_is_nobodys_command() =>
        (await HangUpAsync(Post(Routes.CreateUser, "Content-Length: 500", "{\"id\":\"x\""))).ShouldNotStartWith("HTTP/1.1 2");

    [Theory]
    [InlineData("/announce/%zz?info_hash=%zz")]
    [InlineData("/announce/%C3%28?%")]
    [InlineData("/announce/x?info_hash")]
    [InlineData("/announce/x?info_hash=&info_hash=&info_hash=")]
    [InlineData("/announce/x?=&=&&&==%%%")]
    [InlineData("/announce/x?%69nfo_hash=%61")]
    [InlineData("/announce/x")]
    [InlineData("/x/announce?")]
    [InlineData("/x/scrape")]
    public async Task A_malformed_announce_is_answered_in_bencode(string target)
    {
        var answer = await SayAsync($"GET {target}{End}");
        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain("\r\n\r\nd14:failure reason");
    }

    [Theory]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")]
    [InlineData("GET /api/me HTTP/1.1\r\nHost: x\r\n")]
    [Trait("Suite", "long")]
    public async Task Who_never_comes_to_an_end_is_sent_away(string beginning) => StatusOf(await SayAsync(beginning)).ShouldBe("408");

    [Theory]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{\"", "408")]
    [InlineData("POST /api/sessions/create HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n{\"", "408")]
    [InlineData("GET /api/me HTTP/1.1\r\nHost: x\r\nX-Long: ", "408")]
    [InlineData("GET /announce/", "408")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", "")]
    [Trait("Suite", "long")]
    public async Task Who_drips_a_byte_at_a_time_is_sent_away(string beginning, string status) =>
        StatusOf(await RawCaller.DripAsync(stage.Host.Endpoint, beginning, TimeSpan.FromMilliseconds(250))).ShouldBe(status);

    [Fact]
    public async Task Any_bytes_at_all_are_survived()
    {
        var random = new Random(20_261_121);
        var good = Post(Routes.Login, "Content-Length: 60", "{\"name\":\"alice\",\"password\":\"correct horse\",\"node\":\"0123456789\"}");
        for (var round = 0; round < 300; round++)
        {
            var request = new StringBuilder(good);
            for (var change = 1 + random.Next(5); change > 0; change--)
            {
                request[random.Next(request.Length)] = (char)random.Next(256);
            }

            var answer = await HangUpAsync(request.ToString(0, random.Next(1, request.Length + 1)));
            (answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal))
                .ShouldBeTrue(answer);
        }
    }

    [Theory]
    [InlineData('ä', 10_000)]
    [InlineData('x', 60_000)]
    public async Task Names_of_any_length_get_one_short_line(char letter, int length)
    {
        var name = new string(letter, length);
        foreach (var route in new[] { Routes.Join, Routes.ListFiles, Routes.ListMembers })
        {
            (await alice.DoAsync(route, new GroupName(name))).ShouldBe($"no group {name[..191]}");
        }

        (await alice.CreateUserAsync(name)).ShouldBe("a name has 1 to 64 characters");
        (await alice.LoginAsync(name)).ShouldBe("wrong user or password");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", name))).ShouldBe("no group g1");
    }

    [Fact]
    public async Task Control_characters_never_come_back()
    {
        (await alice.DoAsync(Routes.Join, new GroupName("g\u001b[2J\r\n9"))).ShouldBe("no group g[2J9");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g\0", "\u0085"))).ShouldBe("no group g");
    }

    [Theory]
    [InlineData("Ünï cödé 日本 🙂")]
    [InlineData("a b\"c'd<e>&f%2e")]
    public async Task A_name_is_any_text(string name)
    {
        (await alice.CreateUserAsync(name)).ShouldBe("");
        (await alice.LoginAsync(name)).ShouldBe("");
        (await alice.AskAsync<Me>(Routes.Me)).Name.ShouldBe(name);
    }

    private Task<string> SayAsync(string request) => RawCaller.SayAsync(stage.Host.Endpoint, request);

    private Task<string> HangUpAsync(string request) => RawCaller.SayAsync(stage.Host.Endpoint, request, hangsUp: true);

    private static string Post(string route, string header, string body) => $"POST {route} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n{body}";

    private static string StatusOf(string answer) => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? answer[9..12] : answer;
}
