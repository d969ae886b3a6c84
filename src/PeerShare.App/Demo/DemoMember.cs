using System.Text.Json;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;

namespace PeerShare.App.Demo;

/// <summary>A member of a demonstration's group: a client as a process of its own, told what to do as a shell would.</summary>
internal sealed class DemoMember : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly NodeProcess process;

    private DemoMember(string name, string folder, NodeProcess process)
    {
        Name = name;
        Folder = folder;
        this.process = process;
    }

    public string Name { get; }

    /// <summary>Where its downloads go.</summary>
    public string Folder { get; }

    private string Data => Path.Combine(Folder, "node");

    /// <param name="name">The user's name too.</param>
    /// <param name="port">Where it is reached.</param>
    /// <param name="trackers">Path of the list.</param>
    /// <param name="folder">The demonstration's.</param>
    /// <param name="rate">Bytes a second that it takes at most.</param>
    public static DemoMember Start(string name, int port, string trackers, string folder, long rate)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string[] arguments = ["client", $"127.0.0.1:{port}", trackers, "--data", Path.Combine(own, "node"), "--download-rate", $"{rate}"];
        var process = NodeProcess.Start(name, arguments, _ => { }, runtime: own);
        return new DemoMember(name, own, process);
    }

    /// <summary>Ends when the client takes commands.</summary>
    public async Task ReadyAsync(TimeProvider time, CancellationToken stopping)
    {
        while (!File.Exists(Path.Combine(Data, "client.json")))
        {
            RefuseEnded();
            await Task.Delay(LookEvery, time, stopping);
        }
    }

    /// <summary>Has the client do a command.</summary>
    /// <returns>What it said, event by event.</returns>
    /// <exception cref="CommandFailure">It failed.</exception>
    public async Task<IReadOnlyList<JsonElement>> TellAsync(CancellationToken stopping, params string[] words)
    {
        var (done, said) = await TryAsync(words, stopping);
        return done ? said : throw new CommandFailure($"{Name}: {words[0]} failed: {ProblemIn(said)}");
    }

    /// <summary>Has the client do a command that it must not do.</summary>
    /// <returns>Why it did not.</returns>
    /// <exception cref="CommandFailure">It did.</exception>
    public async Task<string> RefusedAsync(CancellationToken stopping, params string[] words)
    {
        var (done, said) = await TryAsync(words, stopping);
        return done ? throw new CommandFailure($"{Name}: {words[0]} was done and should have been refused") : ProblemIn(said);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string ProblemIn(IReadOnlyList<JsonElement> said) => said[^1].GetProperty("message").GetString() ?? "";

    private async Task<(bool Done, IReadOnlyList<JsonElement> Said)> TryAsync(string[] words, CancellationToken stopping)
    {
        RefuseEnded();
        var client = ClientRegistry.OfUser().Find(Data);
        using var output = new StringWriter();
        var context = new CommandContext { Out = output, Error = TextWriter.Null };
        var code = await CommandCaller.RunAsync(client, new CallRequest([.. words, CommandTree.JsonName], Folder, false), context, stopping);
        var said = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone()).ToList();
        return (code == ExitCode.Done, said);
    }

    private void RefuseEnded()
    {
        if (process.EndedBecause is { } reason)
        {
            throw new CommandFailure($"the client of {Name} ended: {reason}");
        }
    }
}
