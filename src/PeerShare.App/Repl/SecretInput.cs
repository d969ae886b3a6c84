using System.Text;
using PeerShare.App.Commands;

namespace PeerShare.App.Repl;

/// <summary>Asks for a password: without echo on a terminal, else one line of input.</summary>
internal static class SecretInput
{
    /// <returns>Null when there is no more input.</returns>
    public static async Task<string?> AskAsync(CommandContext context, string name, CancellationToken stopping)
    {
        if (!context.IsInteractive)
        {
            return await InputLines.ReadAsync(context.In, stopping);
        }

        // The first look at the keyboard ends the terminal's own echo, which would show what is typed before we read.
        _ = Console.KeyAvailable;
        await context.Error.WriteAsync($"{name}: ");
        var secret = await Task.Factory.StartNew(ReadHidden, stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stopping);
        await context.Error.WriteLineAsync();
        return secret;
    }

    private static string? ReadHidden()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                return typed.ToString();
            }

            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && typed.Length == 0)
            {
                return null;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
    }
}
