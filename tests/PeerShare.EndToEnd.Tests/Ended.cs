using System.Diagnostics;

namespace PeerShare.EndToEnd.Tests;

/// <summary>A process that has ended, and what it said.</summary>
internal sealed record Ended(int ExitCode, string Out, string Error)
{
    /// <summary>Starts a program and waits for its end; kills it with all that it started when the test is over first.</summary>
    public static async Task<Ended> RunAsync(string program, string folder, IReadOnlyList<string> args, CancellationToken stopping)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await using var kill = stopping.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(stopping);
        var error = process.StandardError.ReadToEndAsync(stopping);
        await process.WaitForExitAsync(stopping);
        return new Ended(process.ExitCode, await output, await error);
    }
}
