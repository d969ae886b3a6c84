using System.Text;
using PeerShare.EndToEnd.Tests.Interop;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Trackers;

/// <summary>What another's TLS can try at a tracker's port.</summary>
public sealed class TrackerTlsTests : StagedTest
{
    private const string Mirror = "mirror.peershare.internal";

    [Fact]
    public async Task Nobody_is_talked_down_to_an_older_or_weaker_tls()
    {
        var (address, client) = await StartAsync();
        using var alice = client;

        foreach (var way in OpenSsl.WeakWays)
        {
            var asked = await OpenSsl.ConnectAsync(Stage, address, "echo", "-servername", "x", way);
            asked.Out.ShouldContain(OpenSsl.NothingAgreed, way);
        }

        // What is no TLS at all is HTTP, and no request either.
        var answers = await OpenSsl.AskAsOnceAsync(address);
        answers[0].ShouldSatisfyAllConditions(answer => (answer.Length == 0 || answer[0] == 0x15).ShouldBeTrue());
        Encoding.Latin1.GetString(answers[1]).ShouldMatch("^(HTTP/1.1 400 |$)");
        (await alice.CreateUserAsync("alice")).ShouldBe("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-legacy_renegotiation")]
    public async Task A_handshake_in_the_middle_ends_the_connection(string way)
    {
        var (address, client) = await StartAsync();
        using var alice = client;

        var asked = await OpenSsl.ConnectAsync(Stage, address, "echo R", "-servername", "x", "-tls1_2", way);

        asked.Said.Lines.ShouldContain(line => line.Text == "RENEGOTIATING");
        asked.ExitCode.ShouldBe(1);
        (await alice.CreateUserAsync("alice")).ShouldBe("");
    }

    [Fact]
    public async Task A_session_that_was_begun_as_a_client_opens_nothing_as_a_mirror()
    {
        var (address, client) = await StartAsync();
        using var alice = client;

        var first = await AskAsync("x", Routes.Me, "-sess_out");
        var second = await AskAsync(Mirror, Routes.MirrorPeers, "-sess_in");

        first.Out.ShouldContain(line => line.StartsWith("HTTP/1.1 401", StringComparison.Ordinal));
        File.Exists(Stage.In("session")).ShouldBeTrue();
        second.Out.ShouldContain(line => line.StartsWith("HTTP/1.1 403", StringComparison.Ordinal));

        Task<Player> AskAsync(string name, string route, string session) => OpenSsl.ConnectAsync(
            Stage, address, $"printf 'GET {route} HTTP/1.1\\r\\nHost: {name}\\r\\nConnection: close\\r\\n\\r\\n'", "-ign_eof", "-servername", name, session, "session");
    }

    private async Task<(string Address, Tracker.Tests.TestClient Client)> StartAsync()
    {
        var (tracker, client) = await Stage.StartTrackerAsync("data");
        return (tracker.All("^listening on (.+)$").Single(), client);
    }
}
