using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>An address may begin to speak TLS often in a row, and then so often a second.</summary>
public sealed class HandshakesOfAddressTests
{
    private const int InARow = 3;
    private const int ASecond = 2;

    /// <summary>A handshake message of a kind that there is not.</summary>
    private const string BrokenHello = "\u0016\u0003\u0001\u0000\u0005\u00ff\u0000\u0000\u0001\u0000";

    private readonly ManualTime time = new();
    private readonly HandshakesOfAddress limit;

    public HandshakesOfAddressTests() => limit = new HandshakesOfAddress(InARow, ASecond, time);

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8")]
    [InlineData("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")]
    public async Task Who_begins_too_often_has_to_wait_and_others_do_not(string one, string same, string other)
    {
        (await BeginAsync(one, InARow)).ShouldBe(InARow);

        (await BeginAsync(same)).ShouldBe(0);
        (await BeginAsync(other, InARow)).ShouldBe(InARow);
        time.Advance(TimeSpan.FromSeconds(1));
        (await BeginAsync(same, InARow)).ShouldBe(ASecond);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("::1")]
    public async Task This_machine_is_not_counted(string address) => (await BeginAsync(address, 100)).ShouldBe(100);

    [Fact]
    public async Task A_tracker_that_refuses_an_address_tls_still_answers_its_announces_without()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { Listen = new IPEndPoint(IPAddress.Any, 0), TimeProvider = time });
        var tracker = Elsewhere.Of(stage);
        for (var hello = 0; hello < TrackerServer.MostHandshakesInARow; hello++)
        {
            await RawCaller.SayAsync(tracker, BrokenHello);
        }

        await Should.ThrowAsync<IOException>(SpeakTlsAsync(tracker));
        (await RawCaller.SayAsync(tracker, "GET /announce/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).ShouldContain("failure reason");
        time.Advance(TimeSpan.FromSeconds(1) / TrackerServer.MostHandshakesASecond);
        await SpeakTlsAsync(tracker);
    }

    private static async Task SpeakTlsAsync(IPEndPoint tracker)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(tracker, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync("tracker.example");
    }

    /// <returns>How many were handed on.</returns>
    private async Task<int> BeginAsync(string address, int times = 1)
    {
        var begun = 0;
        for (var turn = 0; turn < times; turn++)
        {
            await limit.AnswerAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 5000) }, _ =>
            {
                begun++;
                return Task.CompletedTask;
            });
        }

        return begun;
    }
}
