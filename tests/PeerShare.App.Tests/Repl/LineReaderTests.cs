using PeerShare.App.Repl;
using PeerShare.App.Tests.Client;

namespace PeerShare.App.Tests.Repl;

/// <summary>Lines that are typed key by key.</summary>
public sealed class LineReaderTests : ClientStage
{
    private static readonly ConsoleKeyInfo Enter = new('\r', ConsoleKey.Enter, false, false, false);
    private static readonly ConsoleKeyInfo Tab = new('\t', ConsoleKey.Tab, false, false, false);
    private static readonly ConsoleKeyInfo Up = new('\0', ConsoleKey.UpArrow, false, false, false);
    private static readonly ConsoleKeyInfo Down = new('\0', ConsoleKey.DownArrow, false, false, false);
    private static readonly ConsoleKeyInfo ControlC = new('\u0003', ConsoleKey.C, false, false, true);
    private static readonly ConsoleKeyInfo ControlD = new('\u0004', ConsoleKey.D, false, false, true);

    private readonly StringWriter terminal = new();
    private readonly History history = new();

    [Fact]
    public async Task Tab_completes_what_is_sure_and_shows_what_is_not()
    {
        (await ReadAsync(false, [.. Keys("whoa"), Tab, Enter])).ShouldBe("whoami ");
        (await ReadAsync(false, [.. Keys("cre"), Tab, .. Keys("g"), Tab, .. Keys("g1"), Enter])).ShouldBe("create_group g1");
        terminal.ToString().ShouldNotContain("create_group  create_user");

        (await ReadAsync(false, [.. Keys("create_"), Tab, Enter])).ShouldBe("create_");
        terminal.ToString().ShouldContain("create_group  create_user\r\n");
        (await ReadAsync(false, [.. Keys("fly"), Tab, Enter])).ShouldBe("fly");
    }

    [Fact]
    public async Task A_secret_line_is_not_shown_not_completed_and_reaches_no_history()
    {
        history.Add(["whoami"]);

        (await ReadAsync(true, [.. Keys("whoa"), Tab, Up, .. Keys("x"), Enter])).ShouldBe("whoax");

        terminal.ToString().ShouldNotContain("who");
    }

    [Fact]
    public async Task Arrows_go_through_what_was_typed_before()
    {
        history.Add(["list_groups"]);
        history.Add(["login", "alice", "secret"]);

        (await ReadAsync(false, [.. Keys("dra"), Up, Enter])).ShouldBe("login alice -");
        (await ReadAsync(false, [.. Keys("dra"), Up, Up, Enter])).ShouldBe("list_groups");
        (await ReadAsync(false, [.. Keys("dra"), Up, Up, Down, Down, .. Keys("ft"), Enter])).ShouldBe("draft");
        terminal.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Ctrl_C_forgets_the_line_and_Ctrl_D_ends_an_empty_one()
    {
        (await ReadAsync(false, [.. Keys("who"), ControlC])).ShouldBe("");
        (await ReadAsync(false, [.. Keys("who"), ControlD, Enter])).ShouldBe("who");
        (await ReadAsync(false, [ControlD])).ShouldBeNull();
        (await ReadAsync(true, [.. Keys("who"), ControlC])).ShouldBe("");
    }

    private static IEnumerable<ConsoleKeyInfo> Keys(string text) => text.Select(letter => new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false));

    private async Task<string?> ReadAsync(bool isSecret, IReadOnlyList<ConsoleKeyInfo> keys)
    {
        terminal.GetStringBuilder().Clear();
        await using var client = await StartAsync("client");
        using var screen = new Screen(terminal, () => 80);
        return await new LineReader(screen, history, new Completion(client.Host), _ => Task.FromResult(keys)).ReadAsync("> ", isSecret, TestContext.Current.CancellationToken);
    }
}
