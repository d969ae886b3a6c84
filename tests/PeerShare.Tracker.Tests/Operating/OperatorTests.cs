using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests.Operating;

/// <summary>What whoever runs a tracker does with its users: the same whether it runs or not.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob) = await stage.UsersAsync("alice", "bob") is [var one, var two] ? (one, two) : default;
        await alice.CreateGroupAsync("g1", bob);
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"))).ShouldBe("");
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Users_are_listed_by_name_with_the_number_of_their_groups(bool runs)
    {
        await bob.CreateGroupAsync("g2");
        var report = await OrderAsync(runs, new UserOrder(UserAct.List));
        report.Users.ShouldBe([new UserLine("alice", 1), new UserLine("bob", 2)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_password_is_the_only_one_and_ends_every_session_and_the_passkey(bool runs)
    {
        var passkey = bob.Session!.Passkey;
        var report = await OrderAsync(runs, new UserOrder(UserAct.Reset, "bob"));
        report.Error.ShouldBeNull();
        (await bob.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("you are not logged in; login first");
        (await bob.LoginAsync("bob")).ShouldBe("wrong user or password");
        (await bob.LoginAsync("bob", report.Password!)).ShouldBe("");
        (await bob.MembersAsync("g1")).ShouldBe("alice bob");
        (await bob.AnnounceAsync(Content.Torrent("f"), 1002, passkey: passkey)).FailureReason.ShouldNotBeNull();
        (await bob.AnnounceAsync(Content.Torrent("f"), 1002)).FailureReason.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_user_is_nowhere_any_more(bool runs)
    {
        await alice.AnnounceAsync(Content.Torrent("f"), 1001, left: 0);
        var passkey = alice.Session!.Passkey;
        (await OrderAsync(runs, new UserOrder(UserAct.Delete, "alice"))).Error.ShouldBeNull();

        (await alice.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
        (await alice.LoginAsync("alice")).ShouldBe("wrong user or password");
        (await bob.GroupsAsync()).ShouldBe("g1:1:Owner");
        (await bob.MembersAsync("g1")).ShouldBe("bob");
        (await bob.FilesAsync("g1")).ShouldBe("");
        (await bob.AnnounceAsync(Content.Torrent("f"), 1002)).Peers.ShouldBeEmpty();
        (await stage.Client().AnnounceAsync(Content.Torrent("f"), 1001, passkey: passkey)).FailureReason.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_name_of_a_deleted_user_is_free_and_brings_no_rights()
    {
        await OrderAsync(runs: true, new UserOrder(UserAct.Delete, "alice"));
        var second = (await stage.UsersAsync("alice"))[0];
        (await second.GroupsAsync()).ShouldBe("g1:1:None");
        await stage.RestartAsync();
        (await second.GroupsAsync()).ShouldBe("g1:1:None");
        (await bob.GroupsAsync()).ShouldBe("g1:1:Owner");
    }

    [Theory]
    [InlineData(UserAct.Reset)]
    [InlineData(UserAct.Delete)]
    public async Task A_user_who_is_not_there_is_named(UserAct act) =>
        (await OrderAsync(runs: true, new UserOrder(act, "carol"))).Error.ShouldBe("no user carol");

    [Fact]
    public async Task A_folder_that_no_tracker_has_used_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        var failure = await Should.ThrowAsync<IOException>(() => TrackerStage.OrderAsync(folder.Path, new UserOrder(UserAct.List)));
        failure.Message.ShouldBe($"{folder.Path} is no tracker's folder; name one with --data");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tracker_that_ended_leaves_no_socket()
    {
        await stage.Host.DisposeAsync();
        Directory.GetFiles(stage.Options.DataFolder, "*.sock").ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_the_owner_of_the_folder_may_give_orders()
    {
        var socket = Directory.GetFiles(stage.Options.DataFolder, "*.sock").ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var http = new HttpClient { BaseAddress = alice.Address };
        (await http.PostAsync(new Uri("/users", UriKind.Relative), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private async Task<UserReport> OrderAsync(bool runs, UserOrder order)
    {
        if (runs)
        {
            return await TrackerStage.OrderAsync(stage.Options.DataFolder, order);
        }

        UserReport? report = null;
        await stage.RestartAsync(async () => report = await TrackerStage.OrderAsync(stage.Options.DataFolder, order));
        return report!;
    }
}
