using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Tests.Hosting;

namespace PeerShare.Tracker.Tests.Announce;

/// <summary>What anybody can ask without having logged in: the passkey stands in the path, everything else in the query.</summary>
public sealed class AnnounceFuzzTests : IAsyncLifetime
{
    private const int Cases = 3_000;

    private readonly List<string> defects = [];
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private string query = "";

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync(options => options with { Warn = defects.Add });
        alice = (await stage.UsersAsync("alice"))[0];
        await alice.CreateGroupAsync("g1", []);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        await alice.AnnounceAsync(Content.Torrent("film"), 7000, left: 0);
        query = new AnnounceRequest(Content.Torrent("film").InfoHash, Protocol.Values.PeerId.Create(), 7001, 0, 0, 5).ToQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        defects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Routes.Announce)]
    [InlineData(Routes.AnnounceWithPasskeyFirst)]
    public async Task A_mutated_passkey_opens_nothing(string route)
    {
        var good = route.Replace("{passkey}", alice.Session!.Passkey, StringComparison.Ordinal);
        (await AskAsync(good, query)).ShouldContain("5:peers6:");

        await Fuzz.TryAsync(Cases, [Encoding.ASCII.GetBytes(good)], async bytes =>
        {
            var path = Encoding.Latin1.GetString(bytes);
            if (Spelled(path) != Spelled(good))
            {
                (await AskAsync(path, query)).ShouldNotContain("5:peers6:");
            }
        });
    }

    [Theory]
    [InlineData(Routes.Announce)]
    [InlineData(Routes.Scrape)]
    public async Task A_mutated_query_is_answered_in_bencode(string route)
    {
        var path = route.Replace("{passkey}", alice.Session!.Passkey, StringComparison.Ordinal);
        var other = $"info_hash={new string('a', 20)}&info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13";

        await Fuzz.TryAsync(Cases, [Encoding.ASCII.GetBytes(query), Encoding.ASCII.GetBytes(other)], async bytes =>
        {
            var answer = await AskAsync(path, Encoding.Latin1.GetString(bytes));
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                var body = answer.Split("\r\n\r\n", 2)[1];
                BencodeValue.TryParse(Encoding.Latin1.GetBytes(body), out _, out var fault).ShouldBeTrue(fault);
            }
        });
    }

    /// <summary>Asks over a connection of its own: what was mutated may have an end of its own in it.</summary>
    private async Task<string> AskAsync(string path, string asked)
    {
        var answer = await RawCaller.SayAsync(stage.Host.Endpoint, $"GET {path}?{asked} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal)
            || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal)).ShouldBeTrue(answer);
        return answer;
    }

    private static string Spelled(string path) => Uri.UnescapeDataString(path.Split('?')[0]).ToUpperInvariant();
}
