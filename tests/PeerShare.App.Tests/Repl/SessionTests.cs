using PeerShare.App.Commands;
using PeerShare.App.Tests.Client;
using PeerShare.App.Tests.Commands;

namespace PeerShare.App.Tests.Repl;

/// <summary>The client with redirected input, and the same commands from a shell.</summary>
public sealed class SessionTests : ClientStage
{
    private string Data => Path.Combine(Folder.Path, "data");

    private string List
    {
        get
        {
            var path = Path.Combine(Folder.Path, "tracker_info.txt");
            File.WriteAllText(path, $"# the only one\n{Tracker}\n");
            return path;
        }
    }

    [Fact]
    public async Task Each_answer_is_a_line_of_its_own_and_passwords_may_be_lines_of_input()
    {
        var shell = await TypeAsync("create_user alice -\nse cret\n\n# a note\nlogin alice 'se cret'\ncreate_group \"my group\"\nlist_groups\nquit\nwhoami\n");

        shell.Out.ShouldBe("user alice created\nlogged in as alice\ngroup my group created\nmy group\t1\towner\n");
        shell.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_first_failure_ends_it()
    {
        var shell = await TypeAsync("create_user alice pw\nlogin alice no\nwhoami\n");

        shell.ExitCode.ShouldBe(1);
        shell.Out.ShouldBe("user alice created\n");
        shell.Error.ShouldEndWith("error: wrong user or password\n");
    }

    [Fact]
    public async Task With_keep_going_the_rest_is_done()
    {
        var shell = await TypeAsync("login alice no\ncreate_user \"alice\ncreate_user alice pw\n", List, "--keep-going");

        shell.ExitCode.ShouldBe(1);
        shell.Out.ShouldBe("user alice created\n");
        shell.Error.ShouldEndWith("error: wrong user or password\nerror: the quote \" is not closed\n");
    }

    [Fact]
    public async Task With_json_every_command_ends_in_its_own_result()
    {
        var shell = await TypeAsync("create_user alice pw\nlist_groups\n", List, "--json");

        shell.ExitCode.ShouldBe(1);
        shell.Out.ShouldBe(
            "{\"event\":\"result\",\"ok\":true,\"message\":\"user alice created\",\"user\":\"alice\"}\n"
            + "{\"event\":\"error\",\"message\":\"not logged in; login first\"}\n{\"event\":\"error\",\"message\":\"failed\"}\n");
    }

    [Fact]
    public async Task A_running_client_takes_commands_from_a_shell_until_it_is_told_to_quit()
    {
        var running = TypeAsync("");
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Data, "client.json"))));

        (await CallAsync("create_user", "alice", "pw")).Error.ShouldStartWith("warning: other users of this machine can see a password");
        (await CallAsync("login", "alice", "pw")).Out.ShouldBe("logged in as alice\n");
        (await CallAsync("whoami", "--json")).ShouldBe(new Shell(0, "{\"event\":\"result\",\"ok\":true,\"message\":\"alice\",\"user\":\"alice\"}\n", "alice\n"));
        (await CallAsync("join_group", "g9")).ShouldBe(new Shell(1, "", "error: no group g9\n"));
        (await CallAsync("quit")).ExitCode.ShouldBe(0);

        (await running).ExitCode.ShouldBe(0);
        (await CallAsync("whoami")).Error.ShouldStartWith($"error: no client runs in {Data}; start one");
    }

    [Fact]
    public async Task A_second_client_in_the_same_folder_is_refused()
    {
        var running = TypeAsync("");
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Data, "client.json"))));

        (await TypeAsync("whoami")).Error.ShouldBe($"error: {Data} is used by a client that runs; name another folder with --data\n");
        await CallAsync("quit");
        await running;
    }

    [Fact]
    public async Task A_tracker_that_is_not_there_is_one_line()
    {
        await StopTrackerAsync();

        var shell = await TypeAsync("login alice pw\n");

        shell.Error.ShouldEndWith($"error: the tracker at {Tracker} cannot be reached (Connection refused); start it or check tracker_info.txt\n");
    }

    private Task<Shell> CallAsync(params string[] words) => Shell.RunAsync([.. words, "--node", Data]);

    private Task<Shell> TypeAsync(string input) => TypeAsync(input, List);

    private async Task<Shell> TypeAsync(string input, string list, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var typed = new StringReader(input);
        var code = await CommandRunner.RunAsync(["client", "127.0.0.1:0", list, "--data", Data, .. options], new CommandContext { Out = output, Error = error, In = typed });
        return new Shell(code, output.ToString(), error.ToString());
    }
}
