using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Mirroring;

public sealed class MirrorTests
{
    [Fact]
    public async Task What_one_tracker_has_answered_the_other_has_too()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");

        var there = stage.At(1, alice);
        (await there.GroupsAsync()).ShouldBe("g1:1:Owner");
        (await there.AskAsync<FileTorrent>(Routes.FileTorrent, new FileName("g1", "film"))).Torrent.ShouldNotBeEmpty();
        (await there.LoginAsync("alice")).ShouldBe("");
        (await there.CreateGroupAsync("g2")).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
    }

    [Fact]
    public async Task A_command_that_is_tried_again_at_the_other_tracker_is_answered_as_the_first_time()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        var request = TestClient.FreshId();
        (await alice.DoAsync(Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "g1", true), request)).ShouldBe("");

        (await stage.At(1, alice).DoAsync(Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "g1", true), request)).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner");
    }

    [Fact]
    public async Task A_quota_counts_what_was_done_at_the_other_tracker()
    {
        await using var stage = new MirrorStage();
        for (var tracker = 0; tracker < 2; tracker++)
        {
            await stage.AddAsync(options => options with { Quotas = new Quotas { TorrentBytes = Content.Torrent("film").Encode().Length } });
        }

        await stage.UntilAllAreUpAsync();
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        (await stage.At(1, alice).DoAsync(Routes.ShareFile, Content.Offer("g1", "other", "another"))).ShouldStartWith("your torrents would take over");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film"))).ShouldBe("");
        (await stage.At(1, alice).DoAsync(Routes.ShareFile, Content.Offer("g1", "other", "another"))).ShouldStartWith("your torrents would take over");
    }

    [Fact]
    public async Task With_one_tracker_down_the_other_takes_everything_and_a_start_catches_up()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        await stage.StopAsync(0);
        var there = stage.At(1, alice);
        (await there.CreateGroupAsync("g1")).ShouldBe("");
        (await there.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        (await there.AnnounceAsync(Content.Torrent("film"), 7000, left: 0)).FailureReason.ShouldBeNull();

        await stage.StartAgainAsync(0);
        var back = stage.At(0, alice);
        (await back.GroupsAsync()).ShouldBe("g1:1:Owner");
        (await back.SourcesAsync("g1")).ShouldBe("film:1");
        (await back.AskAsync<FileTorrent>(Routes.FileTorrent, new FileName("g1", "film"))).Torrent.ShouldNotBeEmpty();
        await stage.UntilAllAreUpAsync();
    }

    [Fact]
    public async Task What_a_tracker_answers_first_after_its_start_the_other_has_too()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var (alice, bob) = (await stage.UserAsync(0, "alice"), await stage.UserAsync(1, "bob"));
        for (var round = 0; round < 5; round++)
        {
            await stage.StopAsync(0);
            await stage.StartAgainAsync(0);
            (await stage.At(0, alice).CreateGroupAsync($"g{round}")).ShouldBe("");

            (await bob.DoAsync(Routes.Join, new GroupName($"g{round}"))).ShouldBe("");
        }
    }

    [Fact]
    public async Task Who_announces_at_one_tracker_is_seen_at_the_other()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        await alice.CreateGroupAsync("g1");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        await alice.AnnounceAsync(Content.Torrent("film"), 7000, left: 0);

        var there = stage.At(1, alice);
        await MirrorStage.UntilAsync(async () => await there.SourcesAsync("g1") == "film:1");
        (await there.AnnounceAsync(Content.Torrent("film"), 7001)).Peers.Select(peer => peer.Port).ShouldBe([7000]);
        await alice.AnnounceAsync(Content.Torrent("film"), 7000, left: 0, AnnounceEvent.Stopped);
        await MirrorStage.UntilAsync(async () => await there.SourcesAsync("g1") == "film:0");
    }

    [Fact]
    public async Task A_third_tracker_that_knows_one_gets_everything_and_is_known_to_all()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        await stage.AddAsync(options => options with { Mirrors = [options.Mirrors[1]] });

        (await stage.At(2, alice).GroupsAsync()).ShouldBe("g1:1:Owner");
        await stage.UntilAllAreUpAsync();
        (await stage.At(2, alice).CreateGroupAsync("g2")).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
    }

    [Fact]
    public async Task A_tracker_with_another_key_is_refused_and_operators_are_told()
    {
        await using var stage = await MirrorStage.StartAsync(1);
        var alice = await stage.UserAsync(0, "alice");
        var stranger = await stage.AddAsync(options => options with { KeyFile = options.KeyFile + ".other" });

        stage.Warnings.ShouldContain($"{stage.Hosts[0].Endpoint} does not have this cluster's key; copy the key file beside the list from one tracker to the other");
        await MirrorStage.UntilAsync(() => Task.FromResult(
            stage.Warnings.Any(warning => warning.StartsWith("127.0.0.1 wants to mirror and does not have this cluster's key; ", StringComparison.Ordinal))));
        (await stage.ClientOf(1).LoginAsync("alice")).ShouldBe("wrong user or password");
        (await stage.At(1, alice).TryAskAsync<Me>(HttpMethod.Get, Routes.Me, null)).Error.ShouldBe("you are not logged in; login first");
        stranger.Fingerprint.ShouldNotBe(stage.Hosts[0].Fingerprint);
    }

    [Theory]
    [InlineData("POST", Routes.MirrorPull)]
    [InlineData("GET", Routes.MirrorPeers)]
    public async Task Without_a_certificate_of_the_cluster_nothing_is_mirrored(string method, string route)
    {
        await using var stage = await MirrorStage.StartAsync(1);
        var (_, error) = await stage.ClientOf(0).TryAskAsync<Problem>(new HttpMethod(method), route, method == "POST" ? new PullRequest(null, [], 0) : null);
        error.ShouldBe("this is for trackers that have the cluster's key");
    }
}
