namespace PeerShare.App.Repl;

/// <summary>Reads lines from the keyboard: editing, history, completion. An editor of our own, because the library's polls the
/// keyboard and spoils the display of wide characters.</summary>
internal sealed class LineReader(Screen screen, History history, Completion completion, Func<CancellationToken, Task<IReadOnlyList<ConsoleKeyInfo>>> keys)
{
    private readonly Queue<ConsoleKeyInfo> waiting = [];
    private LineBuffer line = new();

    /// <param name="prompt">Stands before the line.</param>
    /// <param name="isSecret">The line is not shown, not completed and not remembered.</param>
    /// <param name="stopping">Ends the program.</param>
    /// <returns>The line; null for Ctrl-D on an empty one; empty for Ctrl-C.</returns>
    public async Task<string?> ReadAsync(string prompt, bool isSecret, CancellationToken stopping)
    {
        line = new LineBuffer();
        history.Restart();
        while (true)
        {
            screen.ShowTyped(isSecret ? new TypedLine(prompt, "", 0) : new TypedLine(prompt, line.Text, line.Cursor));
            var key = await NextAsync(stopping);
            if (key.Key == ConsoleKey.Enter || IsControl(key, ConsoleKey.C))
            {
                screen.KeepTyped();
                return key.Key == ConsoleKey.Enter ? line.Text : "";
            }

            if (IsControl(key, ConsoleKey.D) && line.Text.Length == 0)
            {
                screen.KeepTyped();
                return null;
            }

            if (!isSecret && await SpecialAsync(key, stopping))
            {
                continue;
            }

            line.Press(key);
        }
    }

    /// <summary>Blocks a thread of its own until a key is pressed; then takes what else was typed or pasted.</summary>
    public static Task<IReadOnlyList<ConsoleKeyInfo>> FromConsoleAsync(CancellationToken stopping) =>
        Task.Factory.StartNew(TakeKeys, stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stopping);

    private static IReadOnlyList<ConsoleKeyInfo> TakeKeys()
    {
        List<ConsoleKeyInfo> taken = [Console.ReadKey(intercept: true)];
        while (Console.KeyAvailable && taken[^1].Key != ConsoleKey.Enter)
        {
            taken.Add(Console.ReadKey(intercept: true));
        }

        return taken;
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) => key.Key == letter && key.Modifiers.HasFlag(ConsoleModifiers.Control);

    private async Task<ConsoleKeyInfo> NextAsync(CancellationToken stopping)
    {
        while (waiting.Count == 0)
        {
            foreach (var key in await keys(stopping))
            {
                waiting.Enqueue(key);
            }
        }

        return waiting.Dequeue();
    }

    private async Task<bool> SpecialAsync(ConsoleKeyInfo key, CancellationToken stopping)
    {
        switch (key.Key)
        {
            case ConsoleKey.UpArrow:
                line.Set(history.Older(line.Text) ?? line.Text);
                return true;
            case ConsoleKey.DownArrow:
                line.Set(history.Newer() ?? line.Text);
                return true;
            case ConsoleKey.Tab:
                await CompleteAsync(stopping);
                return true;
            default:
                return false;
        }
    }

    private async Task CompleteAsync(CancellationToken stopping)
    {
        var begun = line.Text[..line.Cursor];
        var proposal = await completion.ProposeAsync(begun, stopping);
        if (proposal.Words.Count == 0)
        {
            return;
        }

        if (proposal.Common.Length > begun.Length - proposal.From)
        {
            line.ReplaceBefore(proposal.From, proposal.Common);
        }
        else
        {
            screen.Text.WriteLine(string.Join("  ", proposal.Words.Select(word => word.TrimEnd(' '))));
        }
    }
}
