using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Repl;

/// <summary>Runs the commands of redirected input, or of a person whom no prompt can be shown, one after the other. Input without a single command, such as <c>/dev/null</c>,
/// leaves the client at work for other processes until it is stopped.</summary>
internal sealed class RedirectedInput(CommandContext context, CommandDoor door, bool keepGoing)
{
    private bool anyFailed;
    private bool anyCame;

    public async Task<int> RunAsync(CancellationToken quitting)
    {
        try
        {
            while (await InputLines.ReadAsync(context.In, quitting) is { } line)
            {
                await RunLineAsync(line, quitting);
                if (quitting.IsCancellationRequested || (anyFailed && !keepGoing))
                {
                    break;
                }
            }

            if (!anyCame)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.TimeProvider, quitting);
            }
        }
        catch (OperationCanceledException) when (quitting.IsCancellationRequested)
        {
            // Told to quit while it waited for a line.
        }

        return anyFailed ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task RunLineAsync(string line, CancellationToken quitting)
    {
        if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
        {
            return;
        }

        anyCame = true;
        anyFailed |= await RunWordsAsync(line, quitting) != ExitCode.Done;
    }

    private async Task<int> RunWordsAsync(string line, CancellationToken quitting)
    {
        try
        {
            var words = await Passwords.FillAsync(CommandLine.Split(line), name => SecretInput.AskAsync(context, name, quitting));
            return await door.RunAsync(words, context, Environment.CurrentDirectory, quitting);
        }
        catch (CommandFailure failure)
        {
            return CommandRunner.Failed(context with { Json = context.Json.Fresh() }, failure.Message);
        }
    }
}
