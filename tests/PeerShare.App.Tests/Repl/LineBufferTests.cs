using PeerShare.App.Repl;

namespace PeerShare.App.Tests.Repl;

public sealed class LineBufferTests
{
    private readonly LineBuffer line = new();

    [Fact]
    public void Typing_goes_in_at_the_cursor()
    {
        Type("ac");
        Press(ConsoleKey.LeftArrow);
        Type("b");

        (line.Text, line.Cursor).ShouldBe(("abc", 2));
    }

    [Fact]
    public void A_character_of_several_parts_is_one()
    {
        line.Set("e\u0301👩‍👧日");
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Backspace);

        line.Text.ShouldBe("e\u0301");
        Press(ConsoleKey.Backspace);
        line.Text.ShouldBeEmpty();
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Delete);
        Press(ConsoleKey.RightArrow);
        line.Cursor.ShouldBe(0);
    }

    [Fact]
    public void Words_and_ends_are_reached_and_cut()
    {
        line.Set("one two three");
        Press(ConsoleKey.W, control: true);
        line.Text.ShouldBe("one two ");
        Press(ConsoleKey.LeftArrow, control: true);
        line.Cursor.ShouldBe(4);
        Press(ConsoleKey.K, control: true);
        line.Text.ShouldBe("one ");
        Press(ConsoleKey.Home);
        Press(ConsoleKey.RightArrow, control: true);
        line.Cursor.ShouldBe(3);
        Press(ConsoleKey.U, control: true);
        line.Text.ShouldBe(" ");
    }

    [Fact]
    public void The_screen_keeps_a_long_line_around_the_cursor()
    {
        new TypedLine("> ", "日本語", 3).Window(80, out var column).ShouldBe("> 日本語");
        column.ShouldBe(8);
        var shown = new TypedLine("> ", new string('x', 200), 200).Window(40, out column);
        Cells.Of(shown).ShouldBeLessThan(40);
        column.ShouldBe(Cells.Of(shown));
    }

    [Fact]
    public void What_is_said_goes_above_the_line_that_is_typed()
    {
        using var terminal = new StringWriter();
        using var screen = new Screen(terminal, () => 40);
        screen.ShowDownloads(["[##--] 50%  film"]);
        screen.ShowTyped(new TypedLine("> ", "list", 4));
        terminal.GetStringBuilder().Clear();

        screen.Text.WriteLine("hello");

        terminal.ToString().ShouldBe("\r\e[1A\e[Jhello\r\n[##--] 50%  film\r\n> list\r\e[6C");
    }

    [Fact]
    public void History_goes_back_and_forth_and_has_no_passwords()
    {
        var history = new History();
        history.Add(["login", "alice", "secret"]);
        history.Add(["list_files", "my group"]);

        history.Older("draft").ShouldBe("list_files \"my group\"");
        history.Older("").ShouldBe("login alice -");
        history.Older("").ShouldBeNull();
        history.Newer().ShouldBe("list_files \"my group\"");
        history.Newer().ShouldBe("draft");
        history.Newer().ShouldBeNull();
    }

    private void Type(string text)
    {
        foreach (var letter in text)
        {
            line.Press(new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false));
        }
    }

    private void Press(ConsoleKey key, bool control = false) => line.Press(new ConsoleKeyInfo('\0', key, false, false, control));
}
