using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests.Audit;

/// <summary>What is written down about a group, and who may read it.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Everything_that_is_done_in_a_group_stands_in_its_log_once()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob", "carol");
        var (alice, bob, carol) = (users[0], users[1], users[2]);
        await alice.CreateGroupAsync("g1", bob);
        await carol.DoAsync(Routes.Join, new GroupName("g1"));
        await carol.DoAsync(Routes.Join, new GroupName("g1"));
        await alice.DoAsync(Routes.Reject, new MemberName("g1", "carol"));
        await alice.LetInAsync("g1", carol);
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"));
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"));
        await bob.DoAsync(Routes.Completed, new FileName("g1", "film"));
        await bob.DoAsync(Routes.Completed, new FileName("g1", "film"));
        await bob.DoAsync(Routes.StopShare, new FileName("g1", "film"));
        await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "film"));
        await carol.DoAsync(Routes.Leave, new GroupName("g1"));
        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));
        await alice.DoAsync(Routes.RenameGroup, new Rename("g1", "g2"));

        (await ReadAsync(alice, "g2")).ShouldBe(
        [
            "alice Created g1", "bob Asked", "alice Accepted bob", "carol Asked", "alice Rejected carol", "carol Asked", "alice Accepted carol",
            "alice Shared film", "bob Completed film", "bob Stopped film", "alice RemovedFile film", "carol Left", "alice Removed bob",
            "alice Renamed g2",
        ]);
    }

    [Fact]
    public async Task What_is_refused_is_not_written()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob");
        await users[0].CreateGroupAsync("g1", users[1]);

        (await users[1].DoAsync(Routes.RenameGroup, new Rename("g1", "g2"))).ShouldBe("only the owner of g1 may do this");
        (await users[1].DoAsync(Routes.StopShare, new FileName("g1", "film"))).ShouldBe("no file film in g1");
        (await users[0].DoAsync(Routes.RemoveMember, new MemberName("g1", "alice"))).ShouldBe("you are the owner of g1; use leave_group to leave it");

        (await ReadAsync(users[0], "g1")).ShouldBe(["alice Created g1", "bob Asked", "alice Accepted bob"]);
    }

    [Fact]
    public async Task Only_the_owner_reads_it()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob", "carol");
        await users[0].CreateGroupAsync("g1", users[1]);

        (await users[1].DoAsync(Routes.Audit, new AuditWanted("g1"))).ShouldBe("only the owner of g1 may do this");
        (await users[2].DoAsync(Routes.Audit, new AuditWanted("g1"))).ShouldBe("only the owner of g1 may do this");
        (await users[0].DoAsync(Routes.Audit, new AuditWanted("g9"))).ShouldBe("no group g9");
        (await stage.Client().DoAsync(Routes.Audit, new AuditWanted("g1"))).ShouldBe("you are not logged in; login first");

        await users[0].DoAsync(Routes.Leave, new GroupName("g1"));
        (await ReadAsync(users[1], "g1")).ShouldBe(["alice Created g1", "bob Asked", "alice Accepted bob", "alice Left"]);
    }

    [Fact]
    public async Task Users_go_by_the_name_that_they_have_and_who_is_no_more_by_the_last()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob", "carol");
        await users[0].CreateGroupAsync("g1", users[1], users[2]);
        await users[1].DoAsync(Routes.RenameUser, new Rename(null, "robert"));
        (await Operator.DoAsync(stage.Options, new UserOrder(UserAct.Delete, "carol"), CancellationToken.None)).Error.ShouldBeNull();

        (await ReadAsync(users[0], "g1")).ShouldBe(
            ["alice Created g1", "robert Asked", "alice Accepted robert", "carol Asked", "alice Accepted carol", "carol Deleted"]);
    }

    [Fact]
    public async Task It_outlives_a_restart_and_is_read_in_pages()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob");
        await users[0].CreateGroupAsync("g1", users[1]);
        await stage.RestartAsync();

        var entries = await users[0].AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted("g1"));
        entries.ShouldAllBe(entry => entry.Time.ToUnixTimeMilliseconds() == entry.Id.Millis);
        (await users[0].AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted("g1", entries[0].Id))).ShouldBe(entries[1..]);
        (await users[0].AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted("g1", entries[^1].Id))).ShouldBeEmpty();
    }

    private static async Task<string[]> ReadAsync(TestClient owner, string group) =>
        [.. (await owner.AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted(group))).Select(line => $"{line.User} {line.Act} {line.About}".TrimEnd())];
}
