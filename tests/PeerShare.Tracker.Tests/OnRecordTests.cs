using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests;

/// <summary>What a user leaves behind by beginning and ending things again and again is bounded too.</summary>
public sealed class OnRecordTests
{
    private const int Tenfold = 10;

    private readonly ManualTime time = new();

    [Fact]
    public async Task Whoever_logs_in_and_out_again_and_again_has_to_wait()
    {
        await using var stage = await StartAsync(new Quotas());
        var alice = (await stage.UsersAsync("alice"))[0];
        for (var session = 1; session < LoginLimits.MostSessions; session++)
        {
            (await alice.DoAsync(Routes.Logout)).ShouldBe("");
            (await alice.LoginAsync("alice")).ShouldBe("");
        }

        (await alice.LoginAsync("alice")).ShouldBe("too many logins of yours; try again in 120 s");
        (await alice.AskAsync<Me>(Routes.Me)).Name.ShouldBe("alice");
        await stage.UsersAsync("bob");
        time.Advance(LoginLimits.SessionLeak);
        (await alice.LoginAsync("alice")).ShouldBe("");
    }

    [Fact]
    public async Task Groups_that_have_ended_count_in_the_end()
    {
        await using var stage = await StartAsync(new Quotas { Groups = 1 });
        var users = await stage.UsersAsync("alice", "bob");
        for (var group = 0; group < Tenfold; group++)
        {
            (await users[0].CreateGroupAsync("g1")).ShouldBe("");
            (await users[0].DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("");
        }

        const string TooMany = "you have founded 10 groups, ended ones counted, the most that this tracker keeps for a user; ask whoever runs it for a greater --max-groups";
        (await users[0].CreateGroupAsync("g1")).ShouldBe(TooMany);
        await stage.RestartAsync();
        (await users[0].CreateGroupAsync("g1")).ShouldBe(TooMany);
        (await users[1].CreateGroupAsync("g1")).ShouldBe("");
    }

    [Fact]
    public async Task Files_that_nobody_shares_any_more_count_in_the_end_and_one_that_is_shared_again_counts_once()
    {
        await using var stage = await StartAsync(new Quotas { Files = 1 });
        var alice = (await stage.UsersAsync("alice"))[0];
        await alice.CreateGroupAsync("g1", []);
        for (var round = 0; round < 2 * Tenfold; round++)
        {
            await ShareAndStopAsync(alice, "same");
        }

        foreach (var name in Enumerable.Range(1, Tenfold - 1))
        {
            await ShareAndStopAsync(alice, $"file{name}");
        }

        const string TooMany = "you have shared 10 files, stopped ones counted, the most that this tracker keeps for a user; ask whoever runs it for a greater --max-files";
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "other", "other"))).ShouldBe(TooMany);
        await stage.RestartAsync();
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "other", "other"))).ShouldBe(TooMany);
    }

    [Fact]
    public async Task The_torrents_of_a_user_take_only_so_many_bytes_and_those_that_were_taken_out_count_while_they_are_kept()
    {
        var torrent = Content.Torrent("film1").WithoutTrackers().Encode().Length;
        await using var stage = await StartAsync(new Quotas { TorrentBytes = 2 * torrent });
        var users = await stage.UsersAsync("alice", "bob");
        var (alice, bob) = (users[0], users[1]);
        await alice.CreateGroupAsync("g1", bob);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film1"))).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film2", "another"))).ShouldBe("");
        (await alice.DoAsync(Routes.StopShare, new FileName("g1", "film1"))).ShouldBe("");

        var tooMany = $"your torrents would take over {2 * torrent} bytes, the most for a user here; remove_file some (share stopped ones again first) and wait an hour, or ask for a greater --max-torrent-bytes";
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film3", "a third"))).ShouldBe(tooMany);
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film2"))).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film3", "a third"))).ShouldBe(tooMany);
        await stage.RestartAsync();
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film3", "a third"))).ShouldBe(tooMany);

        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film1"))).ShouldBe("no file film1 in g1");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film1"))).ShouldBe("");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film1"))).ShouldBe("");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "film3", "a third"))).ShouldBe("");
    }

    [Fact]
    public async Task Only_so_many_files_are_taken_out_of_catalogues_in_a_row()
    {
        await using var stage = await StartAsync(new Quotas { Files = 2 });
        var alice = (await stage.UsersAsync("alice"))[0];
        await alice.CreateGroupAsync("g1", []);
        for (var round = 0; round < 2; round++)
        {
            (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
            (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film"))).ShouldBe("");
        }

        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film"))).ShouldBe("you took too many files out of catalogues; try again in 1800 s");
        time.Advance(TimeSpan.FromMinutes(30));
        (await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film"))).ShouldBe("");
    }

    [Fact]
    public async Task A_user_is_let_into_a_group_only_so_often()
    {
        await using var stage = await StartAsync(new Quotas { Times = 2 });
        var users = await stage.UsersAsync("alice", "bob");
        await users[0].CreateGroupAsync("g1", users[1]);
        await users[1].DoAsync(Routes.Leave, new GroupName("g1"));
        await users[0].LetInAsync("g1", users[1]);
        await users[1].DoAsync(Routes.Leave, new GroupName("g1"));

        (await users[1].DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
        (await users[0].DoAsync(Routes.Accept, new MemberName("g1", "bob"))).ShouldBe("bob was let into g1 2 times, the most that a tracker keeps");
    }

    [Fact]
    public async Task What_was_stopped_and_taken_out_leaves_the_view_with_its_tombstones()
    {
        var (user, group, file, node) = (new EntityId(1), new EntityId(2), new EntityId(3), new EntityId(4));
        var store = new MemoryRecordStore();
        await using var ledger = await Ledger.OpenAsync(store, time, 1, (_, _) => { });
        var body = new FileBody(group, "film", default, 5, default, default, user, TorrentBytes: 7);
        (await ledger.DoAsync(new Command(new AnswerBody("x"), null, (_, draft) =>
        {
            draft.Put(RecordKey.Of(RecordKind.File, file), body);
            draft.Put(RecordKey.Share(file, user, node), new ShareBody(1));
            draft.Delete(RecordKey.Of(RecordKind.File, file), body);
            draft.Delete(RecordKey.Share(file, user, node));
            return null;
        }))).ShouldBeNull();

        await ledger.PruneAsync([]);
        ledger.Peek(view => view.Files.Find(file)).ShouldNotBeNull();
        ledger.Peek(view => view.Users.GetOrAdd(user).TorrentBytesOnRecord).ShouldBe(7);
        time.Advance(TimeSpan.FromHours(2));
        await ledger.PruneAsync([]);
        ledger.Peek(view => view.Files.Find(file)).ShouldBeNull();
        ledger.Peek(view => view.Users.GetOrAdd(user).SharesOnRecord).ShouldBe(0);
        ledger.Peek(view => view.Users.GetOrAdd(user).TorrentBytesOnRecord).ShouldBe(0);
        (await store.ScanAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_torrent_of_a_file_that_was_taken_out_goes_with_its_tombstone_unless_another_file_has_it()
    {
        byte[] shared = [1], alone = [2];
        var store = new MemoryRecordStore();
        await using var ledger = await Ledger.OpenAsync(store, time, 1, (_, _) => { });
        (await ledger.DoAsync(new Command(new AnswerBody("x"), null, (_, draft) =>
        {
            draft.PutBlob(shared);
            draft.PutBlob(alone);
            draft.Put(RecordKey.Of(RecordKind.File, new EntityId(1)), BodyOf(shared));
            foreach (var (file, torrent) in new[] { (2, shared), (3, alone) })
            {
                draft.Put(RecordKey.Of(RecordKind.File, new EntityId((uint)file)), BodyOf(torrent));
                draft.Delete(RecordKey.Of(RecordKind.File, new EntityId((uint)file)), BodyOf(torrent));
            }

            return null;
        }))).ShouldBeNull();

        await ledger.PruneAsync([]);
        (await store.LackingAsync([BlobHash.Of(alone)])).ShouldBeEmpty();
        time.Advance(TimeSpan.FromHours(2));
        await ledger.PruneAsync([]);
        (await store.LackingAsync([BlobHash.Of(alone), BlobHash.Of(shared)])).ShouldBe([BlobHash.Of(alone)]);

        static FileBody BodyOf(byte[] torrent) => new(new EntityId(8), "film", default, 5, InfoHash.Of(torrent), BlobHash.Of(torrent), new EntityId(9));
    }

    private Task<TrackerStage> StartAsync(Quotas quotas) => TrackerStage.StartAsync(options => options with { TimeProvider = time, Quotas = quotas });

    private static async Task ShareAndStopAsync(TestClient user, string name)
    {
        (await user.DoAsync(Routes.ShareFile, Content.Offer("g1", name, name))).ShouldBe("");
        (await user.DoAsync(Routes.StopShare, new FileName("g1", name))).ShouldBe("");
    }
}
