using PeerShare.App.Hosting;

namespace PeerShare.App.Commands.Client;

/// <summary>Where every command enters, wherever it was given: from words to an answer and an exit code.</summary>
/// <param name="node">The running client.</param>
/// <param name="quit">Ends it.</param>
internal sealed class CommandDoor(NodeHost node, Action quit)
{
    /// <param name="words">A command's name and what follows; not empty.</param>
    /// <param name="context">Where the answer goes.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="stopping">Ends the command, not the client.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CommandContext context, string folder, CancellationToken stopping)
    {
        var own = context.Json.IsOn ? context with { Json = context.Json.Fresh() }
            : words.Contains(CommandTree.JsonName) ? context.WithJson()
            : context;
        try
        {
            var command = CommandTable.Find(words[0]);
            await command.Run(CallOf(command, [.. words.Skip(1).Where(word => word != CommandTree.JsonName)], own, folder), stopping);
            own.Json.EndWell();
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            own.Json.EndWithError("interrupted");
            return ExitCode.Interrupted;
        }
        catch (UsageFailure wrong)
        {
            CommandRunner.Failed(own, wrong.Message);
            return ExitCode.WrongUsage;
        }
        catch (Exception failure) when (failure is CommandFailure or IOException or UnauthorizedAccessException)
        {
            return CommandRunner.Failed(own, failure.Message);
        }
        catch (Exception defect)
        {
            return CommandRunner.Failed(own, CommandRunner.Describe(defect));
        }
    }

    private CommandCall CallOf(NodeCommand command, List<string> given, CommandContext context, string folder)
    {
        var flags = given.Where(word => command.Flags.Contains(word)).ToHashSet();
        var words = given.Where(word => !flags.Contains(word)).ToList();
        if (words.Count < command.LeastWords)
        {
            var missing = command.Words.Skip(words.Count).Where(word => !word.IsOptional).Select(word => word.Usage);
            throw new UsageFailure($"{string.Join(" and ", missing)} missing; write: {command.Usage}");
        }

        if (words.Count > command.Words.Count)
        {
            throw new UsageFailure($"a word too many, quote names with spaces; write: {command.Usage}");
        }

        RefuseWord(command, words);
        return new CommandCall(node, context, folder, words, flags) { Quit = quit };
    }

    private static void RefuseWord(NodeCommand command, List<string> words)
    {
        foreach (var (described, word) in command.Words.Zip(words))
        {
            var fault = word.Length == 0 ? "is empty"
                : word.Any(char.IsControl) ? "has a control character in it"
                : word.Length > described.Longest ? $"is longer than {described.Longest} characters"
                : null;
            if (fault is not null)
            {
                throw new UsageFailure($"{described.Usage} {fault}; write: {command.Usage}");
            }
        }
    }
}
