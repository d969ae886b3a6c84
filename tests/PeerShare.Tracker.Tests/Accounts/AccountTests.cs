using System.Net;
using System.Text;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Tests.Accounts;

public sealed class AccountTests
{
    [Fact]
    public async Task A_user_logs_in_with_the_right_password_only()
    {
        await using var stage = await TrackerStage.StartAsync();
        var client = stage.Client();
        (await client.CreateUserAsync("alice", "one")).ShouldBe("");
        (await client.LoginAsync("alice", "two")).ShouldBe("wrong user or password");
        (await client.LoginAsync("Alice", "one")).ShouldBe("wrong user or password");
        (await client.LoginAsync("alice", "one")).ShouldBe("");
        (await client.AskAsync<Me>(Routes.Me)).ShouldBe(new Me(client.Session!.UserId, "alice"));
    }

    [Theory]
    [InlineData("alice", "x", "user alice already exists")]
    [InlineData("", "x", "a name has 1 to 64 characters")]
    [InlineData("a~b", "x", "'a~b' cannot be a name; leave out ~, which marks names that were claimed twice")]
    [InlineData("a/b", "x", "'a/b' cannot be a name; leave out / and \\")]
    [InlineData("bob ", "x", "'bob ' cannot be a name; leave out the space at its end")]
    [InlineData("b\u0007b", "x", "a name has no control characters")]
    [InlineData("bob", "", "a password has 1 to 1,000 characters")]
    public async Task Bad_accounts_are_refused(string name, string password, string words)
    {
        await using var stage = await TrackerStage.StartAsync();
        var client = stage.Client();
        await client.CreateUserAsync("alice");
        (await client.CreateUserAsync(name, password)).ShouldBe(words);
    }

    [Fact]
    public async Task The_same_name_in_another_encoding_is_the_same_name()
    {
        await using var stage = await TrackerStage.StartAsync();
        await stage.UsersAsync("ren\u00e9");
        (await stage.Client().CreateUserAsync("rene\u0301")).ShouldBe("user rene\u0301 already exists");
        (await stage.Client().CreateUserAsync("rene")).ShouldBe("");
    }

    [Fact]
    public async Task A_closed_tracker_takes_nobody_new()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { Registration = Registration.Closed });
        (await stage.Client().CreateUserAsync("alice")).ShouldBe("this tracker takes no new users; ask whoever runs it");
    }

    [Fact]
    public async Task Logout_ends_this_session_for_good()
    {
        await using var stage = await TrackerStage.StartAsync();
        var alice = (await stage.UsersAsync("alice"))[0];
        var other = stage.Client();
        await other.LoginAsync("alice");
        (await alice.DoAsync(Routes.Logout)).ShouldBe("");
        (await alice.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
        await stage.RestartAsync();
        (await alice.DoAsync(Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "g", true))).ShouldBe("you are not logged in; login first");
        (await other.GroupsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_changed_password_ends_every_other_session()
    {
        await using var stage = await TrackerStage.StartAsync();
        var alice = (await stage.UsersAsync("alice"))[0];
        var other = stage.Client();
        await other.LoginAsync("alice");
        (await alice.DoAsync(Routes.ChangePassword, new PasswordChange("wrong", "new"))).ShouldBe("wrong password");
        (await alice.DoAsync(Routes.ChangePassword, new PasswordChange(TestClient.Password, ""))).ShouldBe("a password has 1 to 1,000 characters");
        (await alice.DoAsync(Routes.ChangePassword, new PasswordChange(TestClient.Password, "new"))).ShouldBe("");
        (await alice.GroupsAsync()).ShouldBe("");
        (await other.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
        (await other.LoginAsync("alice")).ShouldBe("wrong user or password");
        (await other.LoginAsync("alice", "new")).ShouldBe("");
    }

    [Fact]
    public async Task A_session_ends_after_thirty_days_and_a_forged_one_never_began()
    {
        var time = new ManualTime();
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var alice = (await stage.UsersAsync("alice"))[0];
        var session = alice.Session!;
        alice.Session = session with { Token = Forge(session.Token) };
        (await alice.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
        alice.Session = session;
        time.Advance(SignIn.SessionLife - TimeSpan.FromSeconds(1));
        (await alice.GroupsAsync()).ShouldBe("");
        time.Advance(TimeSpan.FromSeconds(1));
        (await alice.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_being_right_is_not()
    {
        var time = new ManualTime();
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var client = stage.Client();
        await client.CreateUserAsync("alice");
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            (await client.LoginAsync("alice")).ShouldBe("");
            (await client.LoginAsync("alice", "wrong")).ShouldBe("wrong user or password");
        }

        (await client.LoginAsync("alice")).ShouldBe("too many wrong passwords for alice; try again in 30 s");
        time.Advance(LoginLimits.UserLeak);
        (await client.LoginAsync("alice")).ShouldBe("");
    }

    [Fact]
    public async Task Guessing_at_many_users_from_one_address_is_slowed_down()
    {
        var time = new ManualTime();
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var client = stage.Client();
        for (var guess = 0; guess < LoginLimits.MostFromAddress; guess++)
        {
            (await client.LoginAsync($"user{guess}", "wrong")).ShouldBe("wrong user or password");
        }

        (await client.LoginAsync("another", "wrong")).ShouldBe("too many wrong passwords from your address; try again in 6 s");
    }

    [Fact]
    public async Task A_command_that_is_sent_twice_is_done_once_also_after_a_restart()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob");
        await users[0].CreateGroupAsync("g1", users[1]);
        var request = TestClient.FreshId();
        (await users[1].DoAsync(Routes.Leave, new GroupName("g1"), request)).ShouldBe("");
        (await users[1].DoAsync(Routes.Leave, new GroupName("g1"), request)).ShouldBe("");
        await stage.RestartAsync();
        (await users[1].DoAsync(Routes.Leave, new GroupName("g1"), request)).ShouldBe("");
        (await users[1].DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("you are not a member of g1");
        (await users[0].DoAsync(Routes.Leave, new GroupName("g1"), request)).ShouldBe("the request id is not 32 hexadecimal digits, or was used for another command");
        (await users[0].DoAsync(Routes.Leave, new GroupName("g1"), "x")).ShouldBe("the request id is not 32 hexadecimal digits, or was used for another command");
    }

    [Fact]
    public async Task Creating_the_same_thing_twice_by_its_id_is_one_creation()
    {
        await using var stage = await TrackerStage.StartAsync();
        var alice = (await stage.UsersAsync("alice"))[0];
        var id = TestClient.FreshId();
        (await alice.CreateUserAsync("bob", id: id)).ShouldBe("");
        (await alice.CreateUserAsync("bob", id: id)).ShouldBe("");
        (await alice.CreateUserAsync("carol", id: id)).ShouldBe("the id is not 32 hexadecimal digits, or is in use");
        (await alice.CreateGroupAsync("g1", id)).ShouldBe("");
        (await alice.CreateGroupAsync("g1", id)).ShouldBe("");
        (await alice.CreateGroupAsync("g2", id)).ShouldBe("the id is not 32 hexadecimal digits, or is in use");
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("{\"name\":null,\"password\":\"x\",\"node\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"name\":1,\"password\":\"x\",\"node\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("[[[[[[[[", HttpStatusCode.BadRequest)]
    [InlineData("\u0001\u0002", HttpStatusCode.BadRequest)]
    public async Task Rubbish_is_refused_in_one_line(string body, HttpStatusCode status)
    {
        await using var stage = await TrackerStage.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8);
        using var response = await stage.Client().Http.PostAsync(new Uri(Routes.Login, UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("{\"error\":\"");
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using var stage = await TrackerStage.StartAsync();
        using var content = new StringContent($"{{\"name\":\"{new string('x', 100_000)}\",\"password\":\"x\",\"node\":\"x\"}}", Encoding.UTF8);
        using var response = await stage.Client().Http.PostAsync(new Uri(Routes.Login, UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData(Routes.Login, HttpStatusCode.MethodNotAllowed)]
    [InlineData(Routes.Live, HttpStatusCode.NoContent)]
    [InlineData(Routes.Ready, HttpStatusCode.OK)]
    [InlineData("/openapi.json", HttpStatusCode.OK)]
    public async Task Addresses_answer(string path, HttpStatusCode status)
    {
        await using var stage = await TrackerStage.StartAsync();
        using var response = await stage.Client().Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status);
    }

    private static string Forge(string token) => $"{token[..30]}{(token[30] == 'A' ? 'B' : 'A')}{token[31..]}";
}
