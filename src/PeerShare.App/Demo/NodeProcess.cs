using System.Diagnostics;
using System.Text.Json;
using PeerShare.App.Commands;

namespace PeerShare.App.Demo;

/// <summary>One node of a demonstration: this same program as a process of its own, whose events are read as they come.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly Task events;
    private readonly Task chatter;
    private string? problem;

    private NodeProcess(string name, Process process, Action<JsonElement> heard)
    {
        Name = name;
        this.process = process;
        events = ReadEventsAsync(heard);
        chatter = DrainAsync();
    }

    /// <summary>As it is called in the demonstration.</summary>
    public string Name { get; }

    /// <param name="name">As it is called in the demonstration.</param>
    /// <param name="arguments">A command of this program, without <c>--json</c>.</param>
    /// <param name="heard">Gets every event, one at a time, on a thread of this process.</param>
    /// <param name="runtime">Where it lists itself for other processes; null for the usual place.</param>
    public static NodeProcess Start(string name, IEnumerable<string> arguments, Action<JsonElement> heard, string? runtime = null)
    {
        var program = Environment.ProcessPath ?? throw new CommandFailure("the path of this program is not known; start it by its path");
        var start = new ProcessStartInfo(program, [.. arguments, "--json"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Who is killed cannot take the runtime's pipes for debuggers out of the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (runtime is not null)
        {
            start.Environment["XDG_RUNTIME_DIR"] = runtime;
        }

        var process = Process.Start(start) ?? throw new CommandFailure($"{name} could not be started");
        process.StandardInput.Close();
        return new NodeProcess(name, process, heard);
    }

    /// <summary>Why it has ended already; null while it runs.</summary>
    public string? EndedBecause => process.HasExited ? problem ?? "it gave no reason" : null;

    /// <summary>Ends when the process has ended and all it said was heard.</summary>
    /// <exception cref="CommandFailure">It failed; with its own reason.</exception>
    public async Task EndedAsync(CancellationToken stopping)
    {
        await Task.WhenAll(events, chatter).WaitAsync(stopping);
        await process.WaitForExitAsync(stopping);
        if (process.ExitCode != ExitCode.Done)
        {
            throw new CommandFailure($"{Name} ended with exit code {process.ExitCode}: {problem ?? "it gave no reason"}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        using var patience = new CancellationTokenSource(Grace);
        await process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(events, chatter);
        process.Dispose();
    }

    private async Task ReadEventsAsync(Action<JsonElement> heard)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var parsed = JsonDocument.Parse(line);
            if (parsed.RootElement.GetProperty("event").ValueEquals("error"))
            {
                problem = parsed.RootElement.GetProperty("message").GetString();
            }

            heard(parsed.RootElement);
        }
    }

    /// <summary>What it says to people is not shown here, but must not fill the pipe.</summary>
    private async Task DrainAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardError.ReadAsync(buffer) > 0)
        {
        }
    }
}
