using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>A tracker and clients as processes, each client with a folder; commands come from processes of their own.</summary>
internal sealed class GroupStage : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "peershare");

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Actor> actors = [];
    private readonly string list;
    private readonly int port;

    private GroupStage()
    {
        port = FreePort();
        list = In("tracker_info.txt");
        File.WriteAllText(list, $"127.0.0.1:{port}\n");
    }

    public static async Task<GroupStage> StartAsync()
    {
        var stage = new GroupStage();
        await stage.StartTrackerAsync();
        return stage;
    }

    public string In(params ReadOnlySpan<string> names) => Path.Combine([folder.Path, .. names]);

    public string Folder(string name) => folder.Folder(name);

    /// <summary>A file of content that is the same for the same seed.</summary>
    public string Sample(string name, int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), content);
        return In(name);
    }

    public async Task StartTrackerAsync()
    {
        await EndAsync("tracker");
        actors["tracker"] = Actor.Start(StartOf("tracker", list, "1", "--data", In("tracker")));
        await UntilAsync("the tracker listens", () => Task.FromResult(CanConnect()));
    }

    /// <summary>Starts a client, again after a kill too; it takes commands when this ends.</summary>
    public async Task StartClientAsync(string name, params string[] options)
    {
        await EndAsync(name);
        Directory.CreateDirectory(In(name));
        File.Delete(In(name, "client.json"));
        actors[name] = Actor.Start(StartOf(["client", "127.0.0.1:0", list, "--data", In(name), .. options]));
        await UntilAsync($"the client of {name} is ready", () => Task.FromResult(File.Exists(In(name, "client.json"))));
    }

    /// <summary>A client whose user is there, logged in, and a member.</summary>
    public async Task StartMemberAsync(string name, string group, string owner, params string[] options)
    {
        await StartClientAsync(name, options);
        await TellAsync(name, "create_user", name, "pw");
        await TellAsync(name, "login", name, "pw");
        if (name == owner)
        {
            await TellAsync(name, "create_group", group);
            return;
        }

        await TellAsync(name, "join_group", group);
        await TellAsync(owner, "accept_request", group, name);
    }

    public Task KillAsync(string name) => actors[name].KillAsync();

    /// <summary>Has a client do what must succeed.</summary>
    /// <returns>What it said on stdout, without the last line's end.</returns>
    public async Task<string> TellAsync(string client, params string[] words)
    {
        var ended = await TryAsync(client, words);
        ended.ExitCode.ShouldBe(0, $"{client}: {string.Join(' ', words)}: {ended.Error}{ended.Out}\nthe client said: {actors[client].Said}");
        return ended.Out.TrimEnd('\n');
    }

    public Task<Ended> TryAsync(string client, params string[] words) =>
        Ended.RunAsync(Program, folder.Path, [.. words, "--node", In(client)], TestContext.Current.CancellationToken);

    /// <summary>A client with redirected input, from its start to its end.</summary>
    public async Task<Ended> TypeAsync(string client, string input)
    {
        await File.WriteAllTextAsync(In($"{client}.txt"), input, TestContext.Current.CancellationToken);
        return await Ended.RunAsync(
            "/bin/sh", folder.Path, ["-c", "exec \"$@\" < \"$0\"", In($"{client}.txt"), Program, "client", "127.0.0.1:0", list, "--data", In(client)],
            TestContext.Current.CancellationToken);
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(Patience, what);
            await Task.Delay(LookEvery, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in actors.Values)
        {
            await actor.DisposeAsync();
        }

        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool CanConnect()
    {
        actors["tracker"].HasEnded.ShouldBeFalse(actors["tracker"].Said);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Not in the user's own list of running clients.</summary>
    private ProcessStartInfo StartOf(params string[] words)
    {
        var start = new ProcessStartInfo(Program, words) { WorkingDirectory = folder.Path };
        start.Environment["XDG_RUNTIME_DIR"] = folder.Path;
        return start;
    }

    private async Task EndAsync(string name)
    {
        if (actors.Remove(name, out var actor))
        {
            await actor.DisposeAsync();
        }
    }
}
