using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Groups;

public sealed class GroupTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Groups_are_listed_with_what_one_is_to_them()
    {
        await alice.CreateGroupAsync("g2", bob);
        await alice.CreateGroupAsync("g1");
        (await carol.DoAsync(Routes.Join, new GroupName("g2"))).ShouldBe("");

        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner g2:2:Owner");
        (await bob.GroupsAsync()).ShouldBe("g1:1:None g2:2:Member");
        (await carol.GroupsAsync()).ShouldBe("g1:1:None g2:2:Requested");
        (await alice.AskAsync<string[]>(Routes.ListRequests, new GroupName("g2"))).ShouldBe(["carol"]);
        (await bob.MembersAsync("g2")).ShouldBe("alice bob");
    }

    [Fact]
    public async Task One_who_was_rejected_may_ask_again()
    {
        await alice.CreateGroupAsync("g1");
        await bob.DoAsync(Routes.Join, new GroupName("g1"));
        (await alice.DoAsync(Routes.Reject, new MemberName("g1", "bob"))).ShouldBe("");
        (await bob.GroupsAsync()).ShouldBe("g1:1:None");
        (await bob.DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
        (await alice.DoAsync(Routes.Accept, new MemberName("g1", "bob"))).ShouldBe("");
        (await bob.GroupsAsync()).ShouldBe("g1:2:Member");
    }

    [Fact]
    public async Task The_longest_standing_member_follows_an_owner_who_leaves_and_the_owner_comes_back_as_a_member()
    {
        await alice.CreateGroupAsync("g1", carol, bob);
        (await alice.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("");
        (await carol.GroupsAsync()).ShouldBe("g1:2:Owner");
        (await alice.DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
        (await carol.DoAsync(Routes.Accept, new MemberName("g1", "alice"))).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:3:Member");
        (await carol.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("");
        (await bob.GroupsAsync()).ShouldBe("g1:2:Owner");
    }

    [Fact]
    public async Task A_group_ends_with_its_last_member_and_its_name_is_free()
    {
        await alice.CreateGroupAsync("g1");
        (await alice.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("");
        (await bob.DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("no group g1");
        (await bob.CreateGroupAsync("g1")).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("g1:1:None");
    }

    [Fact]
    public async Task Removed_and_let_in_again()
    {
        await alice.CreateGroupAsync("g1", bob);
        for (var round = 0; round < 3; round++)
        {
            (await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"))).ShouldBe("");
            (await bob.DoAsync(Routes.ListMembers, new GroupName("g1"))).ShouldBe("you are not a member of g1");
            (await bob.DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
            (await alice.DoAsync(Routes.Accept, new MemberName("g1", "bob"))).ShouldBe("");
            (await bob.MembersAsync("g1")).ShouldBe("alice bob");
        }
    }

    [Fact]
    public async Task Renamed_things_go_by_their_new_names()
    {
        await alice.CreateGroupAsync("g1", bob);
        (await alice.DoAsync(Routes.RenameGroup, new Rename("g1", "Grüße 🎉"))).ShouldBe("");
        (await bob.DoAsync(Routes.RenameUser, new Rename(null, "robert"))).ShouldBe("");
        (await alice.MembersAsync("Grüße 🎉")).ShouldBe("alice robert");
        (await alice.DoAsync(Routes.ListMembers, new GroupName("g1"))).ShouldBe("no group g1");
        (await carol.CreateUserAsync("bob")).ShouldBe("");
        (await stage.Client().LoginAsync("robert")).ShouldBe("");
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await alice.CreateGroupAsync("g1", bob);
        await carol.DoAsync(Routes.Join, new GroupName("g1"));
        await stage.RestartAsync();
        (await alice.GroupsAsync()).ShouldBe("g1:2:Owner");
        (await carol.GroupsAsync()).ShouldBe("g1:2:Requested");
        (await stage.Client().LoginAsync("bob")).ShouldBe("");
    }

    [Fact]
    public async Task Accept_and_remove_at_once_end_in_a_state_that_some_order_explains()
    {
        await alice.CreateGroupAsync("g1");
        for (var round = 0; round < 20; round++)
        {
            await bob.DoAsync(Routes.Join, new GroupName("g1"));
            var answers = await Task.WhenAll(
                alice.DoAsync(Routes.Accept, new MemberName("g1", "bob")), alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob")));
            answers[0].ShouldBe("");
            var isMember = await bob.GroupsAsync() == "g1:2:Member";
            answers[1].ShouldBe(isMember ? "bob is not a member of g1" : "");
            if (isMember)
            {
                (await bob.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("");
            }
        }
    }

    [Fact]
    public async Task Of_many_who_take_one_name_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? alice : bob).CreateGroupAsync("g1")));
        answers.Count(answer => answer == "").ShouldBe(1);
        answers.Distinct().Order().ShouldBe(["", "group g1 already exists"]);
    }
}
