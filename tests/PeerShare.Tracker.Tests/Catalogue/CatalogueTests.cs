using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Tracker.Tests.Catalogue;

public sealed class CatalogueTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
        await alice.CreateGroupAsync("g1", bob);
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_shared_file_is_listed_and_its_torrent_is_there_without_the_sharers_trackers()
    {
        var torrent = Content.Torrent("b.bin");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "b.bin"))).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "a.bin", "other"))).ShouldBe("");

        (await bob.FilesAsync("g1")).ShouldBe("a.bin b.bin");
        (await bob.AskAsync<FileLine[]>(Routes.ListFiles, new GroupName("g1")))[1].ShouldBe(new FileLine("b.bin", 7, 0, torrent.InfoHash.ToString()));
        var got = await bob.AskAsync<FileTorrent>(Routes.FileTorrent, new FileName("g1", "b.bin"));
        Torrent.TryParse(got.Torrent, out var read, out _).ShouldBeTrue();
        read!.InfoHash.ShouldBe(torrent.InfoHash);
        read.Trackers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Equal_names_collide_in_one_group_only_and_equal_content_is_one_more_source()
    {
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f", "other"))).ShouldBe("g1 already has another file named f");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
        (await bob.FilesAsync("g1")).ShouldBe("f");
        await bob.CreateGroupAsync("g2");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g2", "f", "other"))).ShouldBe("");
        (await bob.AskAsync<OwnShare[]>(Routes.OwnShares)).Select(own => $"{own.Group}/{own.Name}").ShouldBe(["g1/f", "g2/f"]);
    }

    [Fact]
    public async Task A_file_goes_with_its_last_sharer()
    {
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        (await bob.DoAsync(Routes.Completed, new FileName("g1", "f"))).ShouldBe("");
        (await alice.DoAsync(Routes.StopShare, new FileName("g1", "f"))).ShouldBe("");
        (await alice.DoAsync(Routes.StopShare, new FileName("g1", "f"))).ShouldBe("you are not sharing f in g1 from this node");
        (await alice.FilesAsync("g1")).ShouldBe("f");
        (await bob.DoAsync(Routes.StopShare, new FileName("g1", "f"))).ShouldBe("");
        (await alice.FilesAsync("g1")).ShouldBe("");
        (await alice.DoAsync(Routes.FileTorrent, new FileName("g1", "f"))).ShouldBe("no file f in g1");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f", "other"))).ShouldBe("");
    }

    [Theory]
    [InlineData(Routes.Leave)]
    [InlineData(Routes.RemoveMember)]
    public async Task What_a_member_shared_goes_with_the_member_and_does_not_come_back(string route)
    {
        await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        (await (route == Routes.Leave ? bob.DoAsync(route, new GroupName("g1")) : alice.DoAsync(route, new MemberName("g1", "bob")))).ShouldBe("");
        (await alice.FilesAsync("g1")).ShouldBe("");
        await bob.DoAsync(Routes.Join, new GroupName("g1"));
        await alice.DoAsync(Routes.Accept, new MemberName("g1", "bob"));
        (await alice.FilesAsync("g1")).ShouldBe("");
        (await bob.AskAsync<OwnShare[]>(Routes.OwnShares)).ShouldBeEmpty();
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
        (await alice.FilesAsync("g1")).ShouldBe("f");
    }

    [Fact]
    public async Task A_file_is_removed_by_who_shared_it_first_or_by_the_owner()
    {
        await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f1"));
        await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f2"));
        await alice.DoAsync(Routes.Completed, new FileName("g1", "f1"));
        (await bob.DoAsync(Routes.RemoveFile, new FileName("g1", "f1"))).ShouldBe("");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "f2"))).ShouldBe("");
        (await alice.FilesAsync("g1")).ShouldBe("");
        (await bob.AskAsync<OwnShare[]>(Routes.OwnShares)).ShouldBeEmpty();
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f1"))).ShouldBe("");
        (await bob.DoAsync(Routes.RemoveFile, new FileName("g1", "f1"))).ShouldBe("only the owner of g1 or who shared f1 first may do this");
    }

    [Fact]
    public async Task Own_shares_are_those_of_this_node()
    {
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        var elsewhere = stage.Client();
        await elsewhere.LoginAsync("alice");
        (await elsewhere.AskAsync<OwnShare[]>(Routes.OwnShares)).ShouldBeEmpty();
        await stage.RestartAsync();
        (await alice.AskAsync<OwnShare[]>(Routes.OwnShares)).ShouldBe([new OwnShare("g1", "f", Content.Torrent("f").InfoHash.ToString())]);
    }

    [Fact]
    public async Task What_one_may_not_do_with_files_is_refused_in_these_words()
    {
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        foreach (var route in new[] { Routes.Completed, Routes.StopShare, Routes.RemoveFile, Routes.FileTorrent })
        {
            (await carol.DoAsync(route, new FileName("g1", "f"))).ShouldBe("you are not a member of g1", route);
            (await bob.DoAsync(route, new FileName("g9", "f"))).ShouldBe("no group g9", route);
            (await bob.DoAsync(route, new FileName("g1", "f9"))).ShouldBe("no file f9 in g1", route);
        }

        (await carol.DoAsync(Routes.ListFiles, new GroupName("g1"))).ShouldBe("you are not a member of g1");
        (await carol.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("you are not a member of g1");
        (await bob.DoAsync(Routes.StopShare, new FileName("g1", "f"))).ShouldBe("you are not sharing f in g1 from this node");
        (await bob.DoAsync(Routes.RemoveFile, new FileName("g1", "f"))).ShouldBe("only the owner of g1 or who shared f first may do this");
    }

    [Fact]
    public async Task Bad_torrents_are_refused_in_these_words()
    {
        var open = new NewFile(TestClient.FreshId(), "g1", Content.Torrent("f", isPrivate: false).Encode());
        (await alice.DoAsync(Routes.ShareFile, open)).ShouldBe("this torrent cannot be shared: it is not private, so it would be everybody's");
        (await alice.DoAsync(Routes.ShareFile, open with { Torrent = "le"u8.ToArray() })).ShouldBe("this torrent cannot be shared: not a torrent: not a dictionary");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "a~b"))).ShouldStartWith("'a~b' cannot be shared under this name");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f", id: "x"))).ShouldBe("the id is not 32 hexadecimal digits, or is in use");
        (await alice.DoAsync(Routes.ShareFile, open with { Torrent = new byte[Torrent.LargestFile + 1] })).ShouldStartWith("this torrent cannot be shared: ");
        (await alice.DoAsync(Routes.ShareFile, open with { Torrent = new byte[Torrent.LargestFile + 100_000] })).ShouldBe("the request is too long");
        (await stage.Client().DoAsync(Routes.ShareFile, open)).ShouldBe("you are not logged in; login first");
    }

    [Fact]
    public async Task Upload_and_stop_at_once_end_in_a_state_that_some_order_explains()
    {
        for (var round = 0; round < 20; round++)
        {
            await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
            var answers = await Task.WhenAll(
                alice.DoAsync(Routes.StopShare, new FileName("g1", "f")), bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "f", "other")));
            answers[0].ShouldBe("");
            answers[1].ShouldBeOneOf("", "g1 already has another file named f");
            (await bob.FilesAsync("g1")).ShouldBe(answers[1] == "" ? "f" : "");
            await bob.DoAsync(Routes.StopShare, new FileName("g1", "f"));
        }
    }
}
