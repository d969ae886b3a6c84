using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests;

/// <summary>What is refused because there is enough of it, and what makes room.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task A_user_founds_no_more_groups_than_the_quota_until_one_has_ended()
    {
        await using var stage = await StartAsync();
        var alice = (await stage.UsersAsync("alice"))[0];
        await alice.CreateGroupAsync("g1");
        await alice.CreateGroupAsync("g2");

        (await alice.CreateGroupAsync("g3")).ShouldBe(
            "you have founded 2 groups, the most that this tracker lets a user have; one must end first, which it does with its last member");
        await stage.RestartAsync();
        (await alice.CreateGroupAsync("g3")).ShouldStartWith("you have founded 2 groups");
        await alice.DoAsync(Routes.Leave, new GroupName("g1"));
        (await alice.CreateGroupAsync("g3")).ShouldBe("");
    }

    [Fact]
    public async Task A_user_shares_no_more_files_than_the_quota_until_one_is_stopped()
    {
        await using var stage = await StartAsync();
        var users = await stage.UsersAsync("alice", "bob");
        var (alice, bob) = (users[0], users[1]);
        await alice.CreateGroupAsync("g1", bob);
        await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "four", "4"));
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "one", "1"));
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "two", "2"));
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "three", "3"));

        var tooMany = "you share 3 files, the most that this tracker lets a user share; stop_share one first";
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "five", "5"))).ShouldBe(tooMany);
        (await alice.DoAsync(Routes.Completed, new FileName("g1", "four"))).ShouldBe(tooMany);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "one", "1"))).ShouldBe("");
        (await alice.DoAsync(Routes.Completed, new FileName("g1", "two"))).ShouldBe("");
        (await alice.DoAsync(Routes.StopShare, new FileName("g1", "two"))).ShouldBe("");
        (await alice.DoAsync(Routes.Completed, new FileName("g1", "four"))).ShouldBe("");
    }

    [Fact]
    public async Task A_user_has_only_so_many_requests_open()
    {
        await using var stage = await StartAsync();
        var users = await stage.UsersAsync("alice", "bob", "carol");
        foreach (var (founder, name) in new[] { (0, "g1"), (0, "g2"), (1, "g3") })
        {
            await users[founder].CreateGroupAsync(name);
        }

        (await users[2].DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
        (await users[2].DoAsync(Routes.Join, new GroupName("g2"))).ShouldBe("");
        (await users[2].DoAsync(Routes.Join, new GroupName("g3"))).ShouldBe("you have asked to join 2 groups, the most at a time; wait until one of them answers");
        (await users[2].DoAsync(Routes.Join, new GroupName("g2"))).ShouldBe("");
        await users[0].DoAsync(Routes.Leave, new GroupName("g1"));
        (await users[2].DoAsync(Routes.Join, new GroupName("g3"))).ShouldBe("");
    }

    [Fact]
    public async Task A_group_has_only_so_many_requests_open()
    {
        await using var stage = await StartAsync();
        var users = await stage.UsersAsync("alice", "bob", "carol", "dave");
        await users[0].CreateGroupAsync("g1");
        await users[1].DoAsync(Routes.Join, new GroupName("g1"));
        await users[2].DoAsync(Routes.Join, new GroupName("g1"));

        (await users[3].DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("2 users have asked to join g1, the most at a time; try again when its owner has answered some");
        await users[0].DoAsync(Routes.Reject, new MemberName("g1", "bob"));
        (await users[3].DoAsync(Routes.Join, new GroupName("g1"))).ShouldBe("");
    }

    [Fact]
    public async Task An_address_brings_only_so_many_new_users_and_then_as_many_an_hour()
    {
        var time = new ManualTime();
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time, Quotas = new Quotas { UsersFromAddress = 2 } });
        using var client = stage.Client();
        (await client.CreateUserAsync("alice")).ShouldBe("");
        (await client.CreateUserAsync("alice")).ShouldBe("user alice already exists");
        (await client.CreateUserAsync("bob", "")).ShouldBe("a password has 1 to 1,000 characters");
        (await client.CreateUserAsync("bob")).ShouldBe("");

        (await client.CreateUserAsync("carol")).ShouldBe("too many new users from your address; try again in 1800 s");
        time.Advance(TimeSpan.FromMinutes(30));
        (await client.CreateUserAsync("carol")).ShouldBe("");
        (await client.CreateUserAsync("dave")).ShouldStartWith("too many new users from your address");
    }

    private static Task<TrackerStage> StartAsync() => TrackerStage.StartAsync(
        options => options with { Quotas = new Quotas { Groups = 2, Files = 3, Requests = 2, RequestsOfGroup = 2 } });
}
