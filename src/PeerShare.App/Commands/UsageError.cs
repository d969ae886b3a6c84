using System.CommandLine;
using System.CommandLine.Parsing;

namespace PeerShare.App.Commands;

/// <summary>Answers words that make no command: what is wrong, and where to read on.</summary>
internal static class UsageError
{
    public static int Report(ParseResult parsed, CommandContext context)
    {
        var path = PathOf(parsed.CommandResult);
        var message = Describe(parsed);
        context.Error.WriteLine($"error: {message}");
        context.Error.WriteLine($"see: {path} --help");
        context.Json.EndWithError(message);
        return ExitCode.WrongUsage;
    }

    /// <summary>A word too many makes the library complain of what is missing as well; the word is the news.</summary>
    private static string Describe(ParseResult parsed)
    {
        var missing = parsed.CommandResult.Command.Arguments
            .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
            .Select(argument => $"<{argument.Name}>")
            .ToList();
        return parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not understood here"
            : missing.Count > 0 ? $"{string.Join(" and ", missing)} missing"
            : parsed.CommandResult.Command is { Subcommands.Count: > 0, Arguments.Count: 0 } ? $"say which: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name))}"
            : parsed.Errors[0].Message;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "peershare";
}
