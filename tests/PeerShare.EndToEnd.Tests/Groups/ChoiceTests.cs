using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Which client a command is for, and who may become a user.</summary>
public sealed class ChoiceTests : GroupTest
{
    [Fact]
    public async Task A_command_is_for_the_client_that_was_named_else_the_one_of_the_environment_else_the_only_one()
    {
        await StartMemberAsync("alice", "alice");
        (await WhoAsync()).ShouldBe((0, "alice"));
        await StartMemberAsync("bob", "alice");

        (await WhoAsync()).ShouldBe((1, $"error: several clients of yours run, name one with --node: {Stage.In("alice")}, {Stage.In("bob")}"));
        Stage.Environment["PEERSHARE_NODE"] = Stage.In("bob");
        (await WhoAsync()).ShouldBe((0, "bob"));
        (await WhoAsync("--node", Stage.In("alice"))).ShouldBe((0, "alice"));
        Stage.Environment["PEERSHARE_NODE"] = Stage.In("carol");
        var (code, said) = await WhoAsync();
        code.ShouldBe(1);
        said.ShouldStartWith($"error: no client runs in {Stage.In("carol")}; start one: ");
        Stage.Environment["PEERSHARE_NODE"] = "";
        await KillAsync("bob");
        (await WhoAsync()).ShouldBe((0, "alice"));
    }

    [Fact]
    public async Task A_tracker_with_closed_registration_takes_no_new_users_and_lets_the_old_ones_in()
    {
        await StartClientAsync("alice");
        await TellAsync("alice", "create_user", "alice", "pw");
        await KillAsync("tracker");
        await StartTrackerAsync("--registration", "closed");

        var refused = await TryAsync("alice", "create_user", "bob", "pw");
        refused.ExitCode.ShouldBe(1);
        refused.Error.Last().ShouldBe("error: this tracker takes no new users; ask whoever runs it");
        (await TellAsync("alice", "login", "alice", "pw")).ShouldBe("logged in as alice");
        await KillAsync("tracker");
        await StartTrackerAsync("--registration", "open");
        (await TellAsync("alice", "create_user", "bob", "pw")).ShouldBe("user bob created");

        (await Stage.RunAsync("tracker", List, "1", "--registration", "sometimes")).ExitCode.ShouldBe(2);
    }

    private async Task<(int Code, string Said)> WhoAsync(params string[] more)
    {
        var shell = await Stage.RunAsync(["whoami", .. more]);
        return (shell.ExitCode, string.Join('\n', shell.Said.Lines.Select(line => line.Text)));
    }
}
