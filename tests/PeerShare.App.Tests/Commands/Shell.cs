using PeerShare.App.Commands;

namespace PeerShare.App.Tests.Commands;

/// <summary>What a person would see of one call.</summary>
internal sealed record Shell(int ExitCode, string Out, string Error)
{
    public static async Task<Shell> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(args, new CommandContext { Out = output, Error = error });
        return new Shell(code, output.ToString(), error.ToString());
    }
}
