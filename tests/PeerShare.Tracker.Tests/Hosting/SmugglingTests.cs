using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>A request that a proxy before us could read as ending elsewhere is one that we end the connection over: what follows it is
/// never read as a request of its own.</summary>
public sealed class SmugglingTests : IAsyncLifetime
{
    private const string Hidden = "GET /live HTTP/1.1\r\nHost: hidden\r\nConnection: close\r\n\r\n";

    private TrackerStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await TrackerStage.StartAsync();

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 60")]
    [InlineData("Content-Length: 5, 60")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length : 5")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: identity, chunked, identity")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData(" Transfer-Encoding: chunked")]
    [InlineData("X: y\nTransfer-Encoding: chunked")]
    [InlineData("X: y\rTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\0")]
    public async Task What_says_two_things_of_its_length_is_refused_and_nothing_follows(string headers)
    {
        var answer = await SayAsync($"{headers}\r\n\r\n0\r\n\r\n{Hidden}");
        answer.ShouldStartWith("HTTP/1.1 4");
        Answers(answer).ShouldBe(1, answer);
    }

    [Fact]
    public async Task Chunks_beat_a_length_and_the_connection_is_not_used_again()
    {
        var answer = await SayAsync($"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}");
        Answers(answer).ShouldBe(1, answer);
    }

    [Theory]
    [InlineData("0;x=\"\n\r\n\r\n")]
    [InlineData("0\n\r\n\r\n")]
    [InlineData("-0\r\n\r\n")]
    [InlineData("0x0\r\n\r\n")]
    [InlineData("+0\r\n\r\n")]
    public async Task A_chunk_of_no_clear_length_is_the_last_that_is_read(string chunk)
    {
        var answer = await SayAsync($"Transfer-Encoding: chunked\r\n\r\n{chunk}{Hidden}");
        Answers(answer).ShouldBe(1, answer);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    [InlineData('"', '"')]
    [InlineData('1', '1')]
    public async Task Deep_and_endless_json_gets_a_line(char open, char close)
    {
        foreach (var route in new[] { Routes.Login, Routes.CreateUser })
        {
            var name = open == '{' ? string.Concat(Enumerable.Repeat("{\"a\":", 6_000)) : new string(open, 30_000);
            var body = $"{{\"name\":{name}{new string(close, 30_000)}}}";
            var answer = await SayAsync($"Connection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}", route);
            answer.ShouldStartWith("HTTP/1.1 400");
            answer.ShouldContain("body is not the JSON that is asked for");
        }
    }

    private static int Answers(string text) => text.Split("HTTP/1.1 ", StringSplitOptions.None).Length - 1;

    private Task<string> SayAsync(string rest, string route = Routes.Login) =>
        RawCaller.SayAsync(stage.Host.Endpoint, $"POST {route} HTTP/1.1\r\nHost: x\r\n{rest}");
}
