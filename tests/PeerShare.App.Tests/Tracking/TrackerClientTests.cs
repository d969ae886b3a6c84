using System.Net;
using System.Net.Sockets;
using PeerShare.App.Parsing;
using PeerShare.App.Tracking;
using PeerShare.Protocol.Contracts;
using static PeerShare.App.Tests.Tracking.ScriptedServer;

namespace PeerShare.App.Tests.Tracking;

/// <summary>Trackers that do not do what they should.</summary>
public sealed class TrackerClientTests : IDisposable
{
    private const string Me = "{\"userId\":\"00\",\"name\":\"alice\"}";

    private readonly TemporaryFolder folder = new();

    private TrackerTrust Trust => new([], new TrackerPin(folder.Path, _ => { }), TimeProvider.System);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("200 OK", "<html>hello</html>")]
    [InlineData("200 OK", "")]
    [InlineData("200 OK", "null")]
    [InlineData("200 OK", "[]")]
    [InlineData("200 OK", "{\"name\":null,\"userId\":\"00\"}")]
    [InlineData("200 OK", "{\"name\":\"alice\"}")]
    [InlineData("404 Not Found", "<html>no such page</html>")]
    [InlineData("500 Oops", "{}")]
    [InlineData("302 Found", "")]
    public async Task Rubbish_is_no_answer(string status, string body)
    {
        await using var server = new ScriptedServer(Http(status, body));

        (await FailureAsync(server.Port)).ShouldStartWith($"127.0.0.1:{server.Port} does not answer as a PeerShare tracker");
    }

    [Fact]
    public async Task What_is_not_even_http_is_no_answer()
    {
        await using var server = new ScriptedServer("SSH-2.0-OpenSSH_9.2\r\n");

        (await FailureAsync(server.Port)).ShouldStartWith($"127.0.0.1:{server.Port} does not answer as a PeerShare tracker");
    }

    [Fact]
    public async Task What_does_not_speak_tls_is_no_answer()
    {
        await using var server = new ScriptedServer(certificate: null, Http("200 OK", Me));

        (await FailureAsync(server.Port)).ShouldStartWith($"127.0.0.1:{server.Port} does not answer as a PeerShare tracker");
        server.Requests.ShouldNotContain(request => request.Contains("token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_resets_connections_as_they_come_is_no_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var resetting = ResetAllAsync(listener);
        for (var turn = 0; turn < 200; turn++)
        {
            (await FailureAsync(port)).ShouldContain($"127.0.0.1:{port} ");
        }

        listener.Stop();
        await Should.ThrowAsync<SocketException>(resetting);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\n{}\n")]
    public async Task What_is_too_much_or_leads_elsewhere_is_no_answer(string answer)
    {
        await using var server = new ScriptedServer(answer);

        (await FailureAsync(server.Port)).ShouldMatch($"127.0.0.1:{server.Port} (does not answer as a PeerShare tracker|answers too much|broke the connection)");
    }

    [Fact]
    public async Task A_refusal_without_end_is_cut()
    {
        await using var server = new ScriptedServer(Http("403 Forbidden", $"{{\"error\":\"{new string('a', 100_000)}\"}}"));

        (await FailureAsync(server.Port)).Length.ShouldBe(300);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_trackers_words_and_asked_once()
    {
        await using var server = new ScriptedServer(Http("403 Forbidden", "{\"error\":\"you are not a member of g1\"}"));

        (await FailureAsync(server.Port)).ShouldBe("you are not a member of g1");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_once_more_with_the_same_id()
    {
        await using var server = new ScriptedServer("", Http("200 OK", Me));

        (await ClientOf(server.Port).MeAsync("token", TestContext.Current.CancellationToken)).Name.ShouldBe("alice");
        server.Requests.Count.ShouldBe(2);
        server.Requests.Select(IdOf).Distinct().ShouldHaveSingleItem().Length.ShouldBe(32);
        server.Requests.ShouldAllBe(request => request.Contains("Authorization: Bearer token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_command_has_an_id_of_its_own()
    {
        await using var server = new ScriptedServer(Http("200 OK", ""));
        var client = ClientOf(server.Port);

        await client.CreateGroupAsync("token", "g1", false, TestContext.Current.CancellationToken);
        await client.CreateGroupAsync("token", "g1", false, TestContext.Current.CancellationToken);

        server.Requests.Select(IdOf).ShouldBeUnique();
    }

    [Fact]
    public async Task An_answer_that_is_cut_short_is_a_broken_connection()
    {
        await using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");

        (await FailureAsync(server.Port)).ShouldBe($"the tracker at 127.0.0.1:{server.Port} broke the connection; try again");
    }

    [Fact]
    public async Task A_tracker_that_says_nothing_is_given_up()
    {
        await using var server = new ScriptedServer((string?)null);

        (await FailureAsync(server.Port)).ShouldContain("did not answer within");
    }

    [Fact]
    public async Task A_tracker_that_opens_no_event_stream_is_given_up()
    {
        await using var server = new ScriptedServer((string?)null);
        var notices = ClientOf(server.Port).NoticesAsync(new Address("127.0.0.1", server.Port), "token", TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<TrackerUnreachable>(async () => await notices.GetAsyncEnumerator().MoveNextAsync());

        failure.Message.ShouldContain("did not answer within");
    }

    [Fact]
    public async Task Of_several_trackers_one_that_works_is_found_and_remembered()
    {
        await using var dead = new ScriptedServer("");
        await using var alive = new ScriptedServer(Http("200 OK", Me));
        var client = ClientOf(dead.Port, alive.Port);

        await client.MeAsync("token", TestContext.Current.CancellationToken);
        var asked = dead.Requests.Count;
        await client.MeAsync("token", TestContext.Current.CancellationToken);

        dead.Requests.Count.ShouldBe(asked);
        client.Roster.Trackers.Select(tracker => tracker.Address.Port).ShouldBe([alive.Port, dead.Port]);
        client.Roster.Trackers[0].Problem.ShouldBeNull();
        client.Roster.Trackers[1].Problem!.ShouldContain("broke the connection");
    }

    [Fact]
    public async Task One_that_takes_its_time_does_not_keep_the_others_waiting_and_is_dropped()
    {
        await using var slow = new ScriptedServer((string?)null);
        await using var quick = new ScriptedServer(Http("200 OK", Me));
        var client = new TrackerClient(
            new TrackerLink([new Address("127.0.0.1", slow.Port), new Address("127.0.0.1", quick.Port)], Trust, TimeProvider.System, TimeSpan.FromMinutes(10)),
            TimeProvider.System);

        (await client.MeAsync("token", TestContext.Current.CancellationToken)).Name.ShouldBe("alice");

        client.Roster.Trackers.Select(tracker => tracker.Address.Port).ShouldBe([quick.Port, slow.Port]);
        IdOf(slow.Requests[0]).ShouldBe(IdOf(quick.Requests.Single()));
    }

    [Theory]
    [InlineData("401 Unauthorized", "you are not logged in; login first")]
    [InlineData("503 Service Unavailable", "the tracker cannot write to its disk")]
    public async Task What_may_be_the_trackers_own_trouble_is_asked_of_another_one(string status, string words)
    {
        await using var troubled = new ScriptedServer(Http(status, $"{{\"error\":\"{words}\"}}"));
        await using var well = new ScriptedServer(Http("200 OK", Me));

        (await ClientOf(troubled.Port, well.Port).MeAsync("token", TestContext.Current.CancellationToken)).Name.ShouldBe("alice");
        (await FailureAsync(troubled.Port)).ShouldBe(words);
    }

    [Fact]
    public async Task What_one_tracker_has_told_the_next_one_must_have()
    {
        await using var told = new ScriptedServer(Http("200 OK", Me, $"{Routes.SeenHeader}: 7-0-00000000000000ff"), Http("503 No", "{\"error\":\"full\"}"));
        await using var next = new ScriptedServer(Http("200 OK", Me, $"{Routes.SeenHeader}: 5-0-00000000000000ff 6-1-00000000000000ee rubbish"));
        var client = ClientOf(told.Port, next.Port);

        await client.MeAsync("token", TestContext.Current.CancellationToken);
        await client.MeAsync("token", TestContext.Current.CancellationToken);
        await client.MeAsync("token", TestContext.Current.CancellationToken);

        SeenOf(told.Requests[0]).ShouldBe("");
        SeenOf(next.Requests[0]).ShouldBe("7-0-00000000000000ff");
        SeenOf(next.Requests[^1]).ShouldBe("6-1-00000000000000ee 7-0-00000000000000ff");
    }

    [Fact]
    public async Task A_tracker_that_is_behind_answers_only_when_there_is_no_other()
    {
        const string Behind = "{\"error\":\"this tracker is behind\"}";
        await using var ahead = new ScriptedServer(Http("200 OK", Me, $"{Routes.SeenHeader}: 7-0-00000000000000ff"), "");
        await using var behind = new ScriptedServer(Http("412 Precondition Failed", Behind), Http("200 OK", Me));
        var client = ClientOf(ahead.Port, behind.Port);

        await client.MeAsync("token", TestContext.Current.CancellationToken);
        (await client.MeAsync("token", TestContext.Current.CancellationToken)).Name.ShouldBe("alice");

        behind.Requests.Select(SeenOf).ShouldBe(["7-0-00000000000000ff", ""]);
        IdOf(behind.Requests[0]).ShouldBe(IdOf(behind.Requests[1]));
    }

    [Fact]
    public async Task What_a_tracker_says_that_is_behind_or_only_probed_is_not_asked_of_the_others()
    {
        const string Behind = "{\"error\":\"this tracker is behind\"}";
        await using var behind = new ScriptedServer(
            Http("200 OK", "[]", $"{Routes.SeenHeader}: 8-0-00000000000000ee"),
            Http("412 Precondition Failed", Behind, $"{Routes.SeenHeader}: 9-0-00000000000000ee"));
        await using var ahead = new ScriptedServer(Http("200 OK", Me, $"{Routes.SeenHeader}: 7-0-00000000000000ff"));
        using var link = LinkOf(behind.Port, ahead.Port);
        var client = new TrackerClient(link, TimeProvider.System);
        (await link.ProbeAsync(new Address("127.0.0.1", behind.Port), TestContext.Current.CancellationToken)).ShouldBeTrue();

        await client.MeAsync("token", TestContext.Current.CancellationToken);
        await client.MeAsync("token", TestContext.Current.CancellationToken);

        behind.Requests.Skip(1).Select(SeenOf).ShouldBe(["", "7-0-00000000000000ff"]);
        ahead.Requests.Select(SeenOf).ShouldBe(["", "7-0-00000000000000ff"]);
    }

    [Fact]
    public async Task A_tracker_that_comes_back_is_found_by_a_probe_and_the_nearest_is_used_first()
    {
        await using var troubled = new ScriptedServer(Http("500 Oops", "{}"), Http("500 Oops", "{}"), Http("200 OK", "[]"));
        await using var well = new ScriptedServer(Http("200 OK", Me));
        var first = new Address("127.0.0.1", troubled.Port);
        using var link = LinkOf(troubled.Port, well.Port);
        var client = new TrackerClient(link, TimeProvider.System);
        await client.MeAsync("token", TestContext.Current.CancellationToken);
        client.Roster.Trackers[^1].Problem.ShouldNotBeNull();

        (await link.ProbeAsync(first, TestContext.Current.CancellationToken)).ShouldBeTrue();

        client.Roster.Trackers.ShouldAllBe(tracker => tracker.Problem == null);
        client.Roster.Trackers.Single(tracker => tracker.Address == first).Distance.ShouldNotBeNull();
    }

    private TrackerClient ClientOf(params int[] ports) => new(LinkOf(ports), TimeProvider.System);

    private TrackerLink LinkOf(params int[] ports) =>
        new([.. ports.Select(port => new Address("127.0.0.1", port))], Trust, TimeProvider.System, TimeSpan.FromSeconds(1));

    private async Task<string> FailureAsync(int port) =>
        (await Should.ThrowAsync<App.Commands.CommandFailure>(() => ClientOf(port).MeAsync("token", TestContext.Current.CancellationToken))).Message;

    private static async Task ResetAllAsync(TcpListener listener)
    {
        while (true)
        {
            using var taken = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            taken.LingerState = new LingerOption(true, 0);
        }
    }

    private static string IdOf(string request) => HeaderOf(request, Routes.RequestIdHeader);

    private static string SeenOf(string request) => HeaderOf(request, Routes.SeenHeader);

    private static string HeaderOf(string request, string name) =>
        request.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Split(':')[1].Trim();
}
