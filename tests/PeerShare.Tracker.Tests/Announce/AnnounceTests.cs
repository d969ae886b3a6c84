using System.Net;
using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Tests.Announce;

public sealed class AnnounceTests : IAsyncLifetime
{
    private static readonly Torrent File = Content.Torrent("f");

    private readonly ManualTime time = new();
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
        await alice.CreateGroupAsync("g1", bob);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Members_learn_of_each_other_and_never_of_themselves()
    {
        (await alice.AnnounceAsync(File, 1001, left: 0)).Peers.ShouldBeEmpty();
        var answer = await bob.AnnounceAsync(File, 1002);
        answer.Peers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 1001)]);
        (answer.Complete, answer.Incomplete, answer.FailureReason).ShouldBe((1, 1, null));
        (await alice.AnnounceAsync(File, 1001, left: 0)).Peers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 1002)]);
        (await bob.SourcesAsync("g1")).ShouldBe("f:1");
        await bob.AnnounceAsync(File, 1002, left: 3);
        (await bob.SourcesAsync("g1")).ShouldBe("f:2");
    }

    [Fact]
    public async Task Strangers_are_refused_in_one_way_whatever_they_are_strangers_to()
    {
        await alice.AnnounceAsync(File, 1001);
        var refusals = new[]
        {
            await carol.AnnounceAsync(File, 1003),
            await carol.AnnounceAsync(Content.Torrent("nothing"), 1003),
            await stage.Client().AnnounceAsync(File, 1003, passkey: TestClient.FreshId()),
            await stage.Client().AnnounceAsync(File, 1003, passkey: "x"),
        };
        refusals.ShouldAllBe(answer => answer.Peers.Count == 0 && answer.Interval > TimeSpan.Zero);
        refusals.Select(answer => answer.FailureReason).Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
        (await bob.AnnounceAsync(File, 1002)).Peers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_removed_member_is_told_to_nobody_and_told_nothing()
    {
        await alice.AnnounceAsync(File, 1001);
        await bob.AnnounceAsync(File, 1002, left: 0);
        (await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"))).ShouldBe("");
        (await bob.AnnounceAsync(File, 1002)).FailureReason.ShouldNotBeNull();
        (await alice.AnnounceAsync(File, 1001)).Peers.ShouldBeEmpty();
        (await alice.SourcesAsync("g1")).ShouldBe("f:0");
    }

    [Fact]
    public async Task A_removed_file_has_no_swarm()
    {
        await alice.AnnounceAsync(File, 1001);
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "f"))).ShouldBe("");
        (await alice.AnnounceAsync(File, 1001)).FailureReason.ShouldNotBeNull();
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        (await bob.AnnounceAsync(File, 1002)).Peers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_says_goodbye_or_is_silent_is_forgotten()
    {
        await alice.AnnounceAsync(File, 1001);
        await bob.AnnounceAsync(File, 1002);
        var goodbye = await bob.AnnounceAsync(File, 1002, happened: AnnounceEvent.Stopped);
        (goodbye.Peers.Count, goodbye.FailureReason).ShouldBe((0, null));
        (await alice.AnnounceAsync(File, 1001)).Peers.ShouldBeEmpty();
        time.Advance(2.6 * stage.Options.AnnounceInterval);
        (await bob.AnnounceAsync(File, 1002)).Peers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_goodbye_of_an_earlier_life_does_not_hide_the_later_one()
    {
        var (first, second) = (PeerId.Create(), PeerId.Create());
        await alice.AnnounceAsync(File, 1001, peer: first);
        await alice.AnnounceAsync(File, 1001, peer: second);
        await alice.AnnounceAsync(File, 1001, peer: first, happened: AnnounceEvent.Stopped);
        (await bob.AnnounceAsync(File, 1002)).Peers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 1001)]);
        await alice.AnnounceAsync(File, 1005, peer: second);
        await alice.AnnounceAsync(File, 1001, peer: second, happened: AnnounceEvent.Stopped);
        (await bob.AnnounceAsync(File, 1002)).Peers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 1005)]);
    }

    [Fact]
    public async Task One_content_in_two_groups_is_two_swarms()
    {
        await carol.CreateGroupAsync("g2", bob);
        (await carol.DoAsync(Routes.ShareFile, Content.Offer("g2", "f"))).ShouldBe("");
        await alice.AnnounceAsync(File, 1001);
        (await carol.AnnounceAsync(File, 1003)).Peers.ShouldBeEmpty();
        (await bob.AnnounceAsync(File, 1002)).Peers.Select(peer => peer.Port).Order().ShouldBe([1001, 1003]);
        (await alice.AnnounceAsync(File, 1001)).Peers.Select(peer => peer.Port).ShouldBe([1002]);
    }

    [Theory]
    [InlineData(null, 50)]
    [InlineData(10, 10)]
    [InlineData(0, 0)]
    [InlineData(100_000, 200)]
    public async Task An_answer_has_as_many_peers_as_are_wanted_up_to_a_bound(int? wanted, int given)
    {
        var others = await stage.UsersAsync([.. Enumerable.Range(0, 15).Select(number => $"user{number}")]);
        await alice.CreateGroupAsync("g2", [bob, .. others]);
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g2", "many"));
        var many = Content.Torrent("many");
        for (var node = 0; node < 15 * 15; node++)
        {
            await others[node % 15].AnnounceAsync(many, 2000 + node);
        }

        var answer = await bob.AnnounceAsync(many, 1002, wanted: wanted);
        answer.Peers.Count.ShouldBe(given);
        answer.Peers.Distinct().Count().ShouldBe(answer.Peers.Count);
    }

    [Fact]
    public async Task One_user_cannot_fill_a_swarm()
    {
        for (var node = 0; node < 40; node++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await alice.AnnounceAsync(File, 2000 + node);
        }

        var ports = (await bob.AnnounceAsync(File, 1002, wanted: 200)).Peers.Select(peer => peer.Port).Order();
        ports.ShouldBe(Enumerable.Range(2024, 16));
    }

    [Fact]
    public async Task Scrape_tells_of_what_one_may_see()
    {
        await alice.AnnounceAsync(File, 1001, left: 0, happened: AnnounceEvent.Completed);
        await bob.AnnounceAsync(File, 1002);
        var query = $"info_hash={Escape(File.InfoHash)}&info_hash={Escape(Content.Torrent("x").InfoHash)}&info_hash=rubbish";
        var expected = $"d5:filesd20:{Encoding.Latin1.GetString(File.InfoHash.ToArray())}d8:completei1e10:downloadedi1e10:incompletei1eeee";
        (await bob.FetchAsync($"/scrape/{bob.Session!.Passkey}?{query}")).ShouldBe(expected);
        (await bob.FetchAsync($"/{bob.Session!.Passkey}/scrape?{query}")).ShouldBe(expected);
        (await carol.FetchAsync($"/scrape/{carol.Session!.Passkey}?{query}")).ShouldBe("d5:filesdee");
        (await bob.FetchAsync($"/scrape/{bob.Session!.Passkey}")).ShouldBe("d5:filesdee");
        (await carol.FetchAsync($"/scrape/nobody?{query}")).ShouldContain("failure reason");
    }

    [Theory]
    [InlineData("", "info_hash")]
    [InlineData("info_hash=x", "info_hash")]
    [InlineData("info_hash=%zz345678901234567890", "info_hash")]
    [InlineData("info_hash=%2", "info_hash")]
    [InlineData("info_hash=12345678901234567890", "peer_id")]
    [InlineData("info_hash=12345678901234567890&peer_id=123456789012345678901", "peer_id")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890", "port")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=0", "port")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=65536", "port")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=-1", "port")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=1&left=-1", "left")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=1&left=99999999999999999999", "left")]
    [InlineData("info_hash=12345678901234567890&peer_id=12345678901234567890&port=1&uploaded=x", "uploaded")]
    public async Task A_malformed_announce_gets_a_reason_that_names_what_is_wrong(string query, string part)
    {
        var answer = await bob.FetchAsync($"/announce/{bob.Session!.Passkey}?{query}");
        answer.ShouldContain($"14:failure reason{$"the announce is malformed: {part}".Length}:the announce is malformed: {part}");
    }

    [Fact]
    public async Task Whatever_an_announce_says_it_is_answered_in_bencode()
    {
        var random = new Random(20_261_120);
        var good = $"info_hash={Escape(File.InfoHash)}&peer_id=-XX0001-(a*b!c~d'e)&port=6881&uploaded=0&downloaded=0&left=5&event=started&numwant=-1&key=%ff%00&compact=1&ip=10.0.0.1&no_peer_id=1&x&&=&y=%";
        for (var round = 0; round < 500; round++)
        {
            var query = new StringBuilder(good);
            for (var change = random.Next(4); change > 0; change--)
            {
                var at = random.Next(query.Length);
                query = random.Next(3) switch
                {
                    0 => query.Remove(at, Math.Min(random.Next(20), query.Length - at)),
                    1 => query.Insert(at, (char)random.Next('!', '~')),
                    _ => query.Insert(at, query.ToString(at, Math.Min(random.Next(30), query.Length - at))),
                };
            }

            // A number sign would end the query before it is sent.
            var answer = await bob.FetchAsync($"/announce/{bob.Session!.Passkey}?{query.Replace('#', '+')}");
            AnnounceResponse.TryParse(Encoding.Latin1.GetBytes(answer), out var read, out var error).ShouldBeTrue(error);
            read!.Interval.ShouldNotBeNull();
        }
    }

    private static string Escape(InfoHash hash) => string.Concat(hash.ToArray().Select(value => $"%{value:x2}"));
}
