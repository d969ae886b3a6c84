using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Tests.Events;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Two trackers, each reached by the other through a cable.</summary>
public sealed class CutTests : IAsyncDisposable
{
    private readonly MirrorStage stage = new();
    private readonly Cable[] cables = [new(), new()];

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        foreach (var cable in cables)
        {
            await cable.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_a_cut_both_have_what_either_accepted()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g0")).ShouldBe("");
        Cut();
        var there = stage.At(1, alice);
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        (await there.CreateGroupAsync("g2")).ShouldBe("");
        (await alice.DoAsync(Routes.RenameGroup, new Rename("g0", "earlier"))).ShouldBe("");
        (await there.DoAsync(Routes.RenameGroup, new Rename("g0", "later"))).ShouldBe("");
        (await there.DoAsync(Routes.ShareFile, Content.Offer("g2", "film"))).ShouldBe("");

        await HealAsync();
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner later:1:Owner");
        (await there.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner later:1:Owner");
        (await alice.AskAsync<FileTorrent>(Routes.FileTorrent, new FileName("g2", "film"))).Torrent.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task After_a_cut_both_tell_in_order_what_was_done_on_either_side()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        Cut();
        var there = stage.At(1, alice);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "one", "1"))).ShouldBe("");
        (await there.DoAsync(Routes.ShareFile, Content.Offer("g1", "two", "2"))).ShouldBe("");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "three", "3"))).ShouldBe("");

        await HealAsync();
        var entries = await alice.AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted("g1"));
        entries.Select(entry => entry.About).Order().ShouldBe(["g1", "one", "three", "two"]);
        entries.Select(entry => entry.Id).ShouldBe(entries.Select(entry => entry.Id).Order());
        (await there.AskAsync<AuditLine[]>(Routes.Audit, new AuditWanted("g1"))).ShouldBe(entries);
    }

    [Fact]
    public async Task A_name_that_was_claimed_on_both_sides_stays_with_the_earlier_and_both_can_log_in()
    {
        await StartAsync();
        Cut();
        (await stage.ClientOf(0).CreateUserAsync("alice", "first", id: new string('1', 32))).ShouldBe("");
        (await stage.ClientOf(1).CreateUserAsync("alice", "second", id: new string('2', 32))).ShouldBe("");

        await HealAsync();
        foreach (var tracker in new[] { 0, 1 })
        {
            var (one, other) = (stage.ClientOf(tracker), stage.ClientOf(tracker));
            (await one.LoginAsync("alice", "first")).ShouldBe("");
            (await other.LoginAsync("alice", "second")).ShouldBe("");
            one.Session!.Name.ShouldBe("alice");
            other.Session!.Name.ShouldStartWith("alice~");
        }
    }

    [Fact]
    public async Task Who_has_seen_the_ids_of_others_cannot_claim_them_on_the_other_side()
    {
        await StartAsync();
        Cut();
        var alice = await stage.UserAsync(0, "alice");
        var (chosen, mallory) = (TestClient.FreshId(), await stage.UserAsync(1, "mallory"));
        (await alice.CreateGroupAsync("g1", chosen, open: false)).ShouldBe("");
        EntityId.TryMake(chosen, out var group).ShouldBeTrue();
        (await stage.ClientOf(1).CreateUserAsync("eve", "mine", alice.Session!.UserId)).ShouldBe("");
        (await mallory.CreateGroupAsync("mine", group.ToString(), open: false)).ShouldBe("");

        await HealAsync();
        (await stage.ClientOf(1).LoginAsync("alice")).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner mine:1:None");
        (await mallory.GroupsAsync()).ShouldBe("g1:1:None mine:1:Owner");
    }

    [Fact]
    public async Task Another_password_ends_sessions_that_began_at_a_tracker_whose_clock_is_ahead()
    {
        await StartAsync(TimeSpan.FromMinutes(10));
        var alice = await stage.UserAsync(0, "alice");
        var lost = stage.ClientOf(1);
        (await lost.LoginAsync("alice")).ShouldBe("");

        (await alice.DoAsync(Routes.ChangePassword, new PasswordChange(TestClient.Password, "another"))).ShouldBe("");

        (await lost.TryAskAsync<Me>(HttpMethod.Get, Routes.Me, null)).Error.ShouldBe("you are not logged in; login first");
        (await alice.AskAsync<Me>(Routes.Me)).Name.ShouldBe("alice");
        (await lost.LoginAsync("alice", "another")).ShouldBe("");
        (await lost.AskAsync<Me>(Routes.Me)).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task An_answer_goes_as_far_as_what_came_from_the_other_tracker()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");

        var there = stage.At(1, alice);
        (await there.GroupsAsync()).ShouldBe("g1:1:Owner");

        VersionVector.Read(there.Told, 16).Covers(VersionVector.Read(alice.Told, 16)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_was_removed_on_one_side_is_out_whatever_the_other_side_accepted()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        var bob = await stage.UserAsync(1, "bob");
        await alice.CreateGroupAsync("g1", stage.At(0, bob));
        Cut();
        (await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"))).ShouldBe("");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");

        await HealAsync();
        (await alice.MembersAsync("g1")).ShouldBe("alice");
        (await alice.FilesAsync("g1")).ShouldBe("");
        (await bob.TryAskAsync<FileLine[]>(HttpMethod.Post, Routes.ListFiles, new GroupName("g1"))).Error.ShouldBe("you are not a member of g1");
    }

    [Fact]
    public async Task Who_was_removed_and_let_in_again_on_one_side_is_not_told_on_the_other_that_he_is_out()
    {
        await StartAsync();
        var (alice, bob) = (await stage.UserAsync(0, "alice"), await stage.UserAsync(0, "bob"));
        await alice.CreateGroupAsync("g1", bob);
        await using var reader = await EventReader.OpenAsync(stage.At(1, bob));
        Cut();
        (await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"))).ShouldBe("");
        (await bob.DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
        (await alice.DoAsync(Routes.Accept, new MemberName("g1", "bob"))).ShouldBe("");

        await HealAsync();
        List<NoticeKind> told = [];
        while (!told.Contains(NoticeKind.Accepted))
        {
            told.Add((await reader.NextAsync() ?? throw new EndOfStreamException()).Kind);
        }

        (await stage.At(1, bob).GroupsAsync()).ShouldBe("g1:2:Member");
        (await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"))).ShouldBe("");
        while (told[^1] != NoticeKind.Removed)
        {
            told.Add((await reader.NextAsync() ?? throw new EndOfStreamException()).Kind);
        }

        told.Count(kind => kind == NoticeKind.Removed).ShouldBe(1);
    }

    [Fact]
    public async Task A_mirror_that_hangs_is_not_waited_for_any_more_until_it_has_caught_up()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        Array.ForEach(cables, cable => cable.Clog());
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        await MirrorStage.UntilAsync(async () => (await alice.AskAsync<TrackerLine[]>(Routes.Trackers))[1].State == TrackerState.Away);
        (await alice.CreateGroupAsync("g2")).ShouldBe("");

        await HealAsync();
        (await stage.At(1, alice).GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
    }

    [Fact]
    public async Task Who_saw_something_at_one_tracker_is_not_answered_by_the_other_without_it()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        Cut();
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        var there = stage.At(1, alice);
        (await there.GroupsAsync()).ShouldBe("");
        there.Seen = alice.Told;

        (await AskThereAsync()).ShouldStartWith("this tracker does not have yet what you saw or did at another");
        Array.ForEach(cables, cable => cable.Heal());
        await MirrorStage.UntilAsync(async () => await AskThereAsync() == "");

        (await there.GroupsAsync()).ShouldBe("g1:1:Owner");

        async Task<string> AskThereAsync() => (await there.TryAskAsync<GroupLine[]>(HttpMethod.Get, Routes.ListGroups, null)).Error;
    }

    [Fact]
    public async Task Pages_that_are_lost_in_the_middle_are_sent_again()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        var bob = await stage.UserAsync(0, "bob");
        Cut();
        const int Groups = 1_500;
        await Parallel.ForAsync(0, Groups, TestContext.Current.CancellationToken, async (number, _) =>
            (await (number % 2 == 0 ? alice : bob).CreateGroupAsync($"g{number}")).ShouldBe(""));
        cables[0].BreakNext(connections: 3, afterBytes: 700_000);

        await HealAsync();
        cables[0].HasBroken.ShouldBeTrue();
        (await stage.At(1, alice).AskAsync<GroupLine[]>(Routes.ListGroups)).Length.ShouldBe(Groups);
    }

    [Fact]
    public async Task Clocks_ten_minutes_apart_are_told_of_and_the_later_write_wins_all_the_same()
    {
        await StartAsync(TimeSpan.FromMinutes(10));
        var alice = await stage.UserAsync(1, "alice");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        (await stage.At(0, alice).DoAsync(Routes.RenameGroup, new Rename("g1", "g2"))).ShouldBe("");

        (await alice.GroupsAsync()).ShouldBe("g2:1:Owner");
        await MirrorStage.UntilAsync(() => Task.FromResult(stage.Warnings.Contains($"the clock of {cables[1].Place} and ours are 10 minutes apart; set them")));
    }

    [Fact]
    public async Task Nothing_is_taken_from_a_clock_two_hours_ahead()
    {
        await StartAsync(TimeSpan.FromHours(2), areAlike: false);
        var alice = await stage.UserAsync(0, "alice");
        var bob = await stage.UserAsync(1, "bob");
        (await bob.CreateGroupAsync("g1")).ShouldBe("");

        await MirrorStage.UntilAsync(() => Task.FromResult(stage.Warnings.Any(line => line.Contains("nothing is taken from it until the clocks are set", StringComparison.Ordinal))));
        (await alice.GroupsAsync()).ShouldBe("");
        await MirrorStage.UntilAsync(async () => await stage.ClientOf(1).LoginAsync("alice") == "");
    }

    [Fact]
    public async Task A_tracker_that_is_restored_from_an_old_backup_gets_back_what_it_lost()
    {
        await StartAsync();
        var alice = await stage.UserAsync(0, "alice");
        await stage.StopAsync(0);
        var backup = await File.ReadAllBytesAsync(Path.Combine(stage.DataOf(0), "records.db"), TestContext.Current.CancellationToken);
        await StartAgainAsync(0);
        var there = stage.At(1, alice);
        await stage.UntilAllAreUpAsync();
        (await stage.At(0, alice).CreateGroupAsync("g1")).ShouldBe("");
        (await there.GroupsAsync()).ShouldBe("g1:1:Owner");

        await stage.StopAsync(0);
        await File.WriteAllBytesAsync(Path.Combine(stage.DataOf(0), "records.db"), backup, TestContext.Current.CancellationToken);
        await StartAgainAsync(0);
        (await stage.At(0, alice).GroupsAsync()).ShouldBe("g1:1:Owner");
        (await stage.At(0, alice).CreateGroupAsync("g2")).ShouldBe("");
        await stage.UntilAllAreUpAsync();
        (await there.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
    }

    private async Task StartAsync(TimeSpan aheadOfFirst = default, bool areAlike = true)
    {
        await AddAsync(0, TimeSpan.Zero);
        await AddAsync(1, aheadOfFirst);
        await (areAlike ? stage.UntilAllAreUpAsync() : Task.CompletedTask);
    }

    private async Task AddAsync(int index, TimeSpan ahead) => cables[index].Tracker = (await stage.AddAsync(options => options with
    {
        Address = cables[index].Place,
        Mirrors = [cables[1 - index].Place],
        TimeProvider = ahead == default ? TimeProvider.System : new ShiftedTime(ahead),
    })).Endpoint;

    private async Task StartAgainAsync(int index)
    {
        await stage.StartAgainAsync(index, options => options with { Address = cables[index].Place, Mirrors = [cables[1 - index].Place] });
        cables[index].Tracker = stage.Hosts[index].Endpoint;
    }

    private void Cut() => Array.ForEach(cables, cable => cable.Cut());

    private async Task HealAsync()
    {
        Array.ForEach(cables, cable => cable.Heal());
        await stage.UntilAllAreUpAsync();
    }
}
