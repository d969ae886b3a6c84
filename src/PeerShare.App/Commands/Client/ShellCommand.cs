using System.CommandLine;
using PeerShare.App.Hosting;
using PeerShare.App.Repl;

namespace PeerShare.App.Commands.Client;

/// <summary><c>peershare command</c>: has this user's running client do it.</summary>
internal static class ShellCommand
{
    private const string NodeVariable = "PEERSHARE_NODE";

    public static Command Build(CommandContext context, NodeCommand described)
    {
        var node = new Option<string?>("--node") { Description = $"Folder of the running client (${NodeVariable}, else the only one)", HelpName = "DIR" };
        var words = described.Words.Select(ArgumentOf).ToList();
        var flags = described.Flags.Select(flag => Parameter.Flag(flag, "")).ToList();
        var command = new DocumentedCommand(described.Name, $"In a running client: {described.Explains}", $"peershare {described.Usage}") { node };
        words.ForEach(command.Arguments.Add);
        flags.ForEach(command.Options.Add);
        command.SetAction(async (parsed, _) =>
        {
            var isJson = parsed.GetValue<bool>(CommandTree.JsonName);
            List<string> given = [described.Name, .. words.Select(parsed.GetValue).OfType<string>()];
            given.AddRange(flags.Where(parsed.GetValue).Select(flag => flag.Name));
            given.AddRange(isJson ? [CommandTree.JsonName] : []);
            var own = isJson ? context.WithJson() : context;
            using var signals = new StopSignals();
            return await CommandRunner.RunToEndAsync(own, signals, async () =>
            {
                var code = await RunAsync(context, given, parsed.GetValue(node), signals.Stopping);
                own.Json.EndElsewhere();
                return code;
            });
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, List<string> words, string? node, CancellationToken stopping)
    {
        var named = node ?? (Environment.GetEnvironmentVariable(NodeVariable) is { Length: > 0 } variable ? variable : null);
        var client = ClientRegistry.OfUser().Find(named);
        if (Passwords.AreLiteral(words))
        {
            await context.Error.WriteLineAsync("warning: other users of this machine can see a password on the command line; write - to be asked for it");
        }

        var filled = await Passwords.FillAsync(words, name => SecretInput.AskAsync(context, name, stopping));
        return await CommandCaller.RunAsync(client, new CallRequest(filled, Environment.CurrentDirectory, context.IsTerminal), context, stopping);
    }

    private static Argument<string?> ArgumentOf(CommandWord word) => new(word.Name)
    {
        Description = word.Kind == WordKind.Password ? "The password, or - to be asked for it" : "",
        Arity = word.IsOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };
}
