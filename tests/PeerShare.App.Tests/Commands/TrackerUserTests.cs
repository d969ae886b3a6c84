using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker;

namespace PeerShare.App.Tests.Commands;

/// <summary>The exact words of <c>tracker user</c>.</summary>
public sealed class TrackerUserTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public async ValueTask InitializeAsync()
    {
        await using var tracker = await TrackerHost.StartAsync(new TrackerOptions(folder.Path) { PasswordIterations = 1 }, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{tracker.Endpoint}") };
        foreach (var name in new[] { "bob", "alice" })
        {
            var body = System.Text.Json.JsonSerializer.Serialize(new NewUser(EntityId.Create().ToString(), name, "x"), ContractJson.Default.NewUser);
            using var content = new StringContent(body);
            (await http.PostAsync(new Uri(Routes.CreateUser, UriKind.Relative), content)).IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Users_come_one_a_line() => (await RunAsync("list")).ShouldBe(new Shell(0, "alice\t0\nbob\t0\n", ""));

    [Fact]
    public async Task Json_has_an_event_for_each() => (await RunAsync("list", "--json")).Out.ShouldBe(
        """
        {"event":"user","name":"alice","groups":0}
        {"event":"user","name":"bob","groups":0}
        {"event":"result","ok":true,"count":2}

        """);

    [Fact]
    public async Task A_new_password_is_printed() => (await RunAsync("reset", "bob")).Out.ShouldMatch("^the password of bob is now [a-z2-9]{16}\n$");

    [Fact]
    public async Task A_deleted_user_is_in_the_list_no_more()
    {
        (await RunAsync("delete", "bob")).ShouldBe(new Shell(0, "user bob deleted\n", ""));
        (await RunAsync("list")).Out.ShouldBe("alice\t0\n");
        (await RunAsync("delete", "bob")).ShouldBe(new Shell(1, "", "error: no user bob\n"));
    }

    [Fact]
    public async Task Who_is_meant_must_be_said() => (await RunAsync("reset")).ShouldBe(
        new Shell(2, "", "error: <user_id> missing\nsee: peershare tracker user reset --help\n"));

    [Fact]
    public async Task What_to_do_must_be_said()
    {
        var shell = await Shell.RunAsync("tracker", "user");
        shell.ShouldBe(new Shell(2, "", "error: say which: list, reset, delete\nsee: peershare tracker user --help\n"));
    }

    private Task<Shell> RunAsync(params string[] words) => Shell.RunAsync(["tracker", "user", .. words, "--data", folder.Path]);
}
