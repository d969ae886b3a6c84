using System.Text;
using PeerShare.App.Hosting;

namespace PeerShare.App.Repl;

/// <summary>A terminal with lines that stay, and below them lines that are drawn anew: running downloads, a passing line, and at the
/// bottom the line that is typed. Whatever is said goes above, so that it never fights with the typing. Used from several threads.</summary>
internal sealed class Screen : IDisposable
{
    private const int UsualWidth = 80;

    private readonly Lock turn = new();
    private readonly TextWriter terminal;
    private readonly Func<int> width;
    private IReadOnlyList<string> downloads = [];
    private string? passing;
    private TypedLine? typed;
    private int drawn;

    /// <param name="terminal">Understands ANSI sequences.</param>
    /// <param name="width">Its cells; null asks the console.</param>
    public Screen(TextWriter terminal, Func<int>? width = null)
    {
        this.terminal = terminal;
        this.width = width ?? (() => Console.WindowWidth is > 1 and var known ? known : UsualWidth);
        Text = new FrameText(Say);
    }

    /// <summary>Lines that stay.</summary>
    public TextWriter Text { get; }

    /// <summary>Shows a passing line, or with null takes it away.</summary>
    public void Draw(string? line) => Change(() => passing = line);

    public void ShowDownloads(IReadOnlyList<string> lines)
    {
        lock (turn)
        {
            if (!lines.SequenceEqual(downloads))
            {
                Change(() => downloads = lines);
            }
        }
    }

    /// <summary>Shows the line that is typed, or with null takes it away.</summary>
    public void ShowTyped(TypedLine? line) => Change(() => typed = line);

    /// <summary>The typed line stays as it is and the next thing comes below it.</summary>
    public void KeepTyped()
    {
        lock (turn)
        {
            var kept = typed is { } line ? line.Prompt + line.Text : "";
            typed = null;
            Say($"{kept}\n");
        }
    }

    public void Dispose() => Change(() =>
    {
        (downloads, passing, typed) = ([], null, null);
    });

    private void Say(string text)
    {
        lock (turn)
        {
            var output = Erased().Append(text.Replace("\n", "\r\n", StringComparison.Ordinal));
            Redraw(output);
        }
    }

    private void Change(Action change)
    {
        lock (turn)
        {
            var output = Erased();
            change();
            Redraw(output);
        }
    }

    private StringBuilder Erased()
    {
        var output = new StringBuilder("\r");
        if (drawn > 1)
        {
            output.Append($"\e[{drawn - 1}A");
        }

        return output.Append("\e[J");
    }

    private void Redraw(StringBuilder output)
    {
        var cells = width() - 1;
        List<string> lines = [.. downloads.Select(line => Cells.Fit(line, cells))];
        if (passing is not null)
        {
            lines.Add(Cells.Fit(passing, cells));
        }

        if (typed is { } line)
        {
            lines.Add(line.Window(cells, out var column));
            output.AppendJoin("\r\n", lines).Append('\r').Append(column > 0 ? $"\e[{column}C" : "");
        }
        else
        {
            output.AppendJoin("\r\n", lines);
        }

        drawn = lines.Count;
        terminal.Write(output.ToString());
        terminal.Flush();
    }
}

/// <summary>A line as it is being typed.</summary>
/// <param name="Prompt">Stands before it.</param>
/// <param name="Text">As it is shown.</param>
/// <param name="Cursor">Before which character of the text.</param>
internal sealed record TypedLine(string Prompt, string Text, int Cursor)
{
    /// <summary>The part of a long line that is around the cursor.</summary>
    /// <param name="cells">Room.</param>
    /// <param name="column">Where the cursor stands in it.</param>
    public string Window(int cells, out int column)
    {
        var before = Prompt + Text[..Cursor];
        while (Cells.Of(before) >= cells && before.Length > 0)
        {
            before = before[Math.Max(1, before.Length / 4)..];
        }

        column = Cells.Of(before);
        return Cells.Fit(before + Text[Cursor..], cells);
    }
}
