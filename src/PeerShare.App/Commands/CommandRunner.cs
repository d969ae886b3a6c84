using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace PeerShare.App.Commands;

/// <summary>From words to an exit code: the only place that prints <c>error:</c>.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(string[] args, CommandContext context)
    {
        // A file may be called @name: words are never replaced by a file's lines.
        var parsed = CommandTree.Build(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Action is ParseErrorAction
            ? UsageError.Report(parsed, args.Contains(CommandTree.JsonName) ? context.WithJson() : context)
            : await parsed.InvokeAsync(Configuration(context));
    }

    /// <summary>What the command does when it was called rightly.</summary>
    /// <param name="command">Gets the action.</param>
    /// <param name="context">Surroundings, before <c>--json</c> is looked at.</param>
    /// <param name="bind">Makes the options of what was typed.</param>
    /// <param name="run">The body.</param>
    public static Command Runs<TOptions>(
        this Command command,
        CommandContext context,
        Func<ParseResult, TOptions> bind,
        Func<CommandContext, TOptions, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, _) =>
        {
            var own = parsed.GetValue<bool>(CommandTree.JsonName) ? context.WithJson() : context;
            using var signals = new StopSignals();
            return await RunToEndAsync(own, signals, () => run(own, bind(parsed), signals.Stopping));
        });
        return command;
    }

    /// <summary>Runs a body and says how it ended.</summary>
    internal static async Task<int> RunToEndAsync(CommandContext context, StopSignals signals, Func<Task<int>> body)
    {
        try
        {
            var code = await body();
            return signals.Received == PosixSignal.SIGINT ? Stopped(context, signals) : Ended(context, code);
        }
        catch (OperationCanceledException) when (signals.Received is not null)
        {
            return Stopped(context, signals);
        }
        catch (Exception failure) when (failure is CommandFailure or IOException or UnauthorizedAccessException)
        {
            return Failed(context, failure.Message);
        }
        catch (Exception defect)
        {
            return Failed(context, Describe(defect));
        }
    }

    /// <summary>SIGTERM is how a command that runs until stopped is meant to be ended, so its own code counts then.</summary>
    private static int Ended(CommandContext context, int code)
    {
        if (code == ExitCode.Done)
        {
            context.Json.EndWell();
        }
        else
        {
            context.Json.EndWithError("failed");
        }

        return code;
    }

    private static int Stopped(CommandContext context, StopSignals signals)
    {
        context.Json.EndWithError("interrupted");
        return signals.Received == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;
    }

    internal static int Failed(CommandContext context, string message)
    {
        var line = OneLine.Of(message);
        context.Error.WriteLine($"error: {line}");
        context.Json.EndWithError(line);
        return ExitCode.Failed;
    }

    internal static string Describe(Exception defect) =>
        Environment.GetEnvironmentVariable("PEERSHARE_DEBUG") == "1"
            ? defect.ToString()
            : $"a defect of PeerShare, {defect.GetType().Name}: {defect.Message}; run again with PEERSHARE_DEBUG=1 and report what it prints";

    private static InvocationConfiguration Configuration(CommandContext context) => new()
    {
        Output = context.Out,
        Error = context.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}
