using System.Collections.Concurrent;
using System.Diagnostics;
using PeerShare.EndToEnd.Tests.Interop;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>A test's folder, ports and processes. Nothing of them is left when it is disposed, and it fails if something is.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string MarkName = "PEERSHARE_STAGE";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<Player> players = [];
    private readonly List<IAsyncDisposable> props = [];
    private PortBlock? ports;

    public Stage() => Temporary = folder.Folder("tmp");

    /// <summary>Everything happens in here; programs are started in it.</summary>
    public string Folder => folder.Path;

    /// <summary>Where programs put their temporary files.</summary>
    public string Temporary { get; }

    /// <summary>What programs find in their environment besides what every one does.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public PortBlock Ports => ports ??= PortBlock.Take();

    public string In(params ReadOnlySpan<string> names) => Path.Combine([Folder, .. names]);

    /// <summary>A file of content that is the same for the same seed.</summary>
    public async Task<byte[]> FileAsync(string name, int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        await File.WriteAllBytesAsync(In(name), content);
        return content;
    }

    /// <summary>Starts <c>peershare</c>.</summary>
    public Player Start(params IEnumerable<string> words) => StartProgram(Executable.Path, words);

    /// <summary>Starts <c>peershare</c> with an input that somebody types.</summary>
    public Player StartTyped(params IEnumerable<string> words) => StartProgram(Executable.Path, words, isTyped: true);

    /// <summary>Starts <c>peershare</c> on a terminal of its own, with somebody who types.</summary>
    /// <param name="streams">What a shell is to do with its streams, such as <c>&gt; answers.txt</c>; nothing keeps all on the terminal.</param>
    /// <param name="words">Without spaces.</param>
    public Player StartOnTerminal(string streams, params IEnumerable<string> words) =>
        StartProgram(Installed.Program("script"), ["-qefc", $"exec {Executable.Path} {string.Join(' ', words)} {streams}", "/dev/null"], isTyped: true);

    public Player StartProgram(string program, params IEnumerable<string> words) => StartProgram(program, words, isTyped: false);

    /// <summary>Runs <c>peershare</c> to its end.</summary>
    public async Task<Player> RunAsync(params IEnumerable<string> words)
    {
        var player = Start(words);
        await player.EndsAsync();
        return player;
    }

    /// <summary>Has the client of a folder do what must succeed.</summary>
    /// <returns>The lines that it said on stdout.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(string client, params IEnumerable<string> words)
    {
        var told = await RunAsync([.. words, "--node", In(client)]);
        told.ExitCode.ShouldBe(0, $"{client}: {string.Join(' ', words)}: {string.Join('\n', told.Error)}");
        return [.. told.Out];
    }

    /// <summary>Disposed after the processes.</summary>
    public T Keep<T>(T prop)
        where T : IAsyncDisposable
    {
        props.Add(prop);
        return prop;
    }

    /// <summary>Waits for something that no process says, such as a file.</summary>
    public static async Task UntilAsync(string what, Func<bool> isSo)
    {
        var begun = Stopwatch.StartNew();
        while (!isSo())
        {
            begun.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(100), $"waited for: {what}");
            await Task.Delay(LookEvery, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All that was said, for the report of a failed test.</summary>
    public string Report() => string.Join("\n\n", players.Select(player =>
        $"--- {player.Title}: {(player.HasEnded ? "ended" : "running")}\n{string.Join('\n', player.Said.Lines.Select(line => line.IsError ? $"! {line.Text}" : line.Text))}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var player in players)
        {
            await player.DisposeAsync();
        }

        foreach (var prop in props)
        {
            await prop.DisposeAsync();
        }

        ports?.Dispose();
        await NobodyIsLeftAsync();
        folder.Dispose();
        Directory.Exists(Folder).ShouldBeFalse();
    }

    private Player StartProgram(string program, IEnumerable<string> words, bool isTyped)
    {
        var start = new ProcessStartInfo(program, words) { WorkingDirectory = Folder };
        start.Environment[MarkName] = mark;
        start.Environment["TMPDIR"] = Temporary;
        start.Environment["DOTNET_ROOT"] = Executable.Runtime;
        start.Environment["HOME"] = Folder;

        // Else the user's own list of running clients would have ours in it.
        start.Environment["XDG_RUNTIME_DIR"] = Folder;
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var player = Player.Start(start, isTyped);
        players.Enqueue(player);
        return player;
    }

    /// <summary>A child of a child that was killed takes a moment to go; one that was forgotten stays.</summary>
    private async Task NobodyIsLeftAsync()
    {
        var begun = Stopwatch.StartNew();
        while (Left() is { Count: > 0 } left)
        {
            begun.Elapsed.ShouldBeLessThan(Grace, $"still alive after the test: {string.Join("; ", left)}");
            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }

    private List<string> Left() => [.. ProcessList.Folders.Where(IsOurs).Select(process => $"{process}: {ProcessList.Read(process, "cmdline")}")];

    private bool IsOurs(string process) => ProcessList.Read(process, "environ").Contains($"{MarkName}={mark}", StringComparison.Ordinal);
}
