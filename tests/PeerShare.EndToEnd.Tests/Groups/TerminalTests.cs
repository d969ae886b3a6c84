using System.Diagnostics;
using System.Globalization;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>A client that somebody types into.</summary>
public sealed class TerminalTests : GroupTest
{
    private const string CtrlC = "\u0003";
    private const string CtrlD = "\u0004";
    private const string Up = "\e[A";

    /// <summary>What <c>Draw</c> writes before each line that passes.</summary>
    private const string Drawn = "\e[K";

    [Theory]
    [InlineData("1", "")]
    [InlineData("", "", "--json")]
    [InlineData("", "> answers.txt")]
    [InlineData("", "> answers.txt", "--json")]
    [InlineData("", "2> errors.txt")]
    public async Task Whoever_types_has_a_prompt_with_history_and_Tab_however_the_rest_is_shown(string noColor, string streams, params string[] options)
    {
        Stage.Environment["NO_COLOR"] = noColor;
        var client = StartTypedClient("alice", streams, options);
        await client.SaysAsync("type help for the commands");

        await client.TypeAsync("fly\r");
        await client.TypeAsync("create_u\t\t");
        await client.SaysAsync("> create_user $");
        await client.TypeAsync("alice pw\r");
        await client.TypeAsync($"{Up}\r");
        await client.SaysAsync("> create_user alice -");
        await client.TypeAsync("pw\r");
        await client.TypeAsync("log\t");
        await client.SaysAsync("login  logout$");
        await client.TypeAsync($"{CtrlC}{CtrlD}");

        (await client.EndsAsync()).ShouldBe(0);
        var said = string.Join('\n', [.. client.Out, .. Directory.EnumerateFiles(Stage.Folder, "*s.txt").Select(File.ReadAllText)]);
        said.ShouldContain("error: there is no command 'fly'; help lists them");
        said.ShouldContain("user alice created");
        said.ShouldContain("error: user alice already exists");
    }

    [Fact]
    public async Task What_is_redirected_goes_where_it_was_sent_and_the_rest_to_the_prompt()
    {
        var client = StartTypedClient("alice", "> answers.txt");
        await client.SaysAsync("type help for the commands");
        await client.TypeAsync("create_user alice pw\rlogin alice pw\rwhoami now\rcreate_group g1\rlist_groups\r");
        await client.SaysAsync("error: a word too many");
        await client.SaysAsync("^.{0,3}alice> list_groups$");
        await client.TypeAsync("quit\r");

        (await client.EndsAsync()).ShouldBe(0);
        File.ReadAllText(Stage.In("answers.txt")).ShouldEndWith("user alice created\nlogged in as alice\ngroup g1 created\ng1\t1\towner\n");
    }

    [Fact]
    public async Task Who_types_without_a_prompt_goes_on_after_a_mistake_and_ends_with_Ctrl_C()
    {
        var client = StartTypedClient("alice", "> said.txt 2>&1");
        await SaidAsync("client on ");
        await client.TypeAsync("fly\r");
        await SaidAsync("error: there is no command 'fly'");
        await client.TypeAsync("create_user alice pw\r");
        await SaidAsync("user alice created");

        await client.TypeAsync(CtrlC);

        (await client.EndsAsync()).ShouldBe(130);
        File.Exists(Stage.In("alice", "client.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Ctrl_C_ends_the_command_and_not_the_client()
    {
        await StartMemberAsync("bob", "bob", "--upload-rate", "100KB");
        await Stage.FileAsync("film", 8 << 20);
        await TellAsync("bob", "upload_file", Stage.In("film"), Group);
        var client = StartTypedClient("alice", "");
        await client.TypeAsync($"create_user alice pw\rlogin alice pw\rjoin_group {Group}\r");
        await client.SaysAsync("join request sent");
        await TellAsync("bob", "accept_request", Group, "alice");
        await client.TypeAsync($"download_file {Group} film {Stage.In("alice")}\r");
        await client.SaysAsync(@"\[-{24}\] 0% \d+\.\d MB/s ETA \S+ from \d peers  film");

        await client.TypeAsync("wait --json\r");
        await client.SaysAsync("{\"event\":\"progress\"");
        await client.TypeAsync(CtrlC);
        await client.SaysAsync("{\"event\":\"error\",\"message\":\"interrupted\"}");

        await client.TypeAsync("whoami\rcancel_download g1 film\r");
        await client.SaysAsync("cancelled film in g1");
        await client.TypeAsync(CtrlD);
        (await client.EndsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_interrupt_from_elsewhere_ends_the_client_in_order()
    {
        var client = StartTypedClient("alice", "");
        await client.SaysAsync("type help for the commands");
        var children = await File.ReadAllTextAsync($"/proc/{client.Id}/task/{client.Id}/children", TestContext.Current.CancellationToken);
        using var process = Process.GetProcessById(int.Parse(children, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));

        process.Send(Signal.Interrupt);

        (await client.EndsAsync()).ShouldBe(130);
        File.Exists(Stage.In("alice", "client.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_that_is_asked_for_is_not_shown()
    {
        await StartClientAsync("alice");
        var client = StartTypedClient("bob", "");
        await client.TypeAsync("create_user bob -\r");
        await client.SaysAsync("passwd: ");
        await client.TypeAsync("not so secrex\u007ft\r");
        await client.SaysAsync("user bob created");
        await client.TypeAsync(CtrlD);
        (await client.EndsAsync()).ShouldBe(0);

        var shell = Stage.StartOnTerminal("2> said.txt", "login", "bob", "-", "--node", Stage.In("alice"));
        await SaidAsync("passwd: ");
        await shell.TypeAsync("not so secrex\u007ft\r");

        (await shell.EndsAsync()).ShouldBe(0);
        string.Join('\n', shell.Out).ShouldContain("logged in as bob");
        string.Join('\n', [.. client.Out, .. shell.Out]).ShouldNotContain("secre");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task What_takes_a_while_has_a_bar_but_not_with_NO_COLOR(string noColor, bool isDrawn)
    {
        Stage.Environment["NO_COLOR"] = noColor;
        await StartMemberAsync("alice", "alice");
        await Stage.FileAsync("film", 3 << 20);
        string[][] commands =
        [
            ["upload_file", Stage.In("film"), Group, "--node", Stage.In("alice")],
            ["tracker", "backup", Stage.In("tracker"), Stage.In("backup")],
            ["tracker", "restore", Stage.In("backup"), Stage.In("restored")],
            ["make-torrent", Stage.In("film"), Stage.In("film.torrent")],
        ];

        foreach (var words in commands)
        {
            var shell = Stage.StartOnTerminal("", words);
            (await shell.EndsAsync()).ShouldBe(0);
            var said = string.Join('\n', shell.Out);
            said.Contains(Drawn, StringComparison.Ordinal).ShouldBe(isDrawn, said);
            said.Contains("[########################] 100%  ", StringComparison.Ordinal).ShouldBe(isDrawn, said);
        }
    }

    [Fact]
    public async Task A_list_has_columns_on_a_terminal_with_NO_COLOR_too_and_tabs_elsewhere()
    {
        Stage.Environment["NO_COLOR"] = "1";
        await StartMemberAsync("alice", "alice");

        var shell = Stage.StartOnTerminal("", "list_groups", "--node", Stage.In("alice"));

        (await shell.EndsAsync()).ShouldBe(0);
        string.Join('\n', shell.Out).ShouldContain($"{Group}  1  owner");
        (await TellAsync("alice", "list_groups")).ShouldBe($"{Group}\t1\towner");
    }

    private Task SaidAsync(string text) =>
        Stage.UntilAsync(text, () => File.Exists(Stage.In("said.txt")) && File.ReadAllText(Stage.In("said.txt")).Contains(text, StringComparison.Ordinal));
}
