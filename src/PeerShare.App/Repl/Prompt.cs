using System.Runtime.InteropServices;
using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;

namespace PeerShare.App.Repl;

/// <summary>The client at a terminal: a prompt at the bottom, running downloads above it. Ctrl-C ends the command, Ctrl-D the client.</summary>
internal sealed class Prompt(CommandContext context, Screen screen, CommandDoor door, NodeHost host)
{
    private readonly History history = new();

    public async Task<int> RunAsync(CancellationToken quitting)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(quitting);
        var watching = new DownloadView(screen, host, context).RunAsync(over.Token);
        try
        {
            var reader = new LineReader(screen, history, new Completion(host), LineReader.FromConsoleAsync);
            screen.Text.WriteLine("type help for the commands, Tab completes, Ctrl-D ends");
            while (!quitting.IsCancellationRequested && await TypedAsync(reader, Name(), false, quitting) is { } line)
            {
                await RunLineAsync(reader, line, quitting);
            }
        }
        catch (OperationCanceledException) when (quitting.IsCancellationRequested)
        {
            // Told to quit while it waited for a key.
        }
        finally
        {
            screen.ShowTyped(null);
            await over.CancelAsync();
            await watching;
        }

        return ExitCode.Done;
    }

    private string Name() => $"{host.Session?.Name}> ";

    /// <summary>While a line is typed Ctrl-C is a key like others; while a command runs it is a signal.</summary>
    private static async Task<string?> TypedAsync(LineReader reader, string prompt, bool isSecret, CancellationToken quitting)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return await reader.ReadAsync(prompt, isSecret, quitting);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private async Task RunLineAsync(LineReader reader, string line, CancellationToken quitting)
    {
        using var command = CancellationTokenSource.CreateLinkedTokenSource(quitting);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            command.Cancel();
        });
        try
        {
            if (CommandLine.Split(line) is { Count: > 0 } words)
            {
                history.Add(words);
                var filled = await Passwords.FillAsync(words, name => TypedAsync(reader, $"{name}: ", true, quitting));
                await door.RunAsync(filled, context, Environment.CurrentDirectory, command.Token);
            }
        }
        catch (CommandFailure failure)
        {
            CommandRunner.Failed(context with { Json = context.Json.Fresh() }, failure.Message);
        }
    }
}
