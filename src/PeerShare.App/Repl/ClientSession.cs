using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Repl;

/// <summary>One run of <c>peershare client</c>: the node, the socket for other processes, and whoever types.</summary>
internal sealed class ClientSession(CommandContext context, ClientOptions options)
{
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var trackers = TrackerList.Read(options.TrackerList);
        using var quitting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var screen = context.PromptsOn is { } terminal ? new Screen(terminal) : null;
        var own = screen is null ? context : context.AtPrompt(screen.Text, screen.Draw);
        await using var host = await NodeHost.StartAsync(OptionsOf(trackers, own), own.TimeProvider, stopping);
        var registry = ClientRegistry.OfUser();
        var path = registry.SocketOf(host.Folder);
        var door = new CommandDoor(host, quitting.Cancel);
        await using var socket = CommandSocket.Open(path, door, own.TimeProvider);
        using var entry = registry.Enter(new RunningClient(host.Folder, path, host.Endpoint.ToString()));
        Greet(own, host);
        return screen is null
            ? await new RedirectedInput(own, door, options.KeepGoing || own.IsInteractive).RunAsync(quitting.Token)
            : await new Prompt(own, screen, door, host).RunAsync(quitting.Token);
    }

    private NodeHostOptions OptionsOf(IReadOnlyList<ListedTracker> trackers, CommandContext own) =>
        new(options.Address, [.. trackers.Select(tracker => tracker.Address)], options.Data)
        {
            Fingerprints = [.. trackers.Select(tracker => tracker.Fingerprint).OfType<Fingerprint>()],
            UploadRate = options.UploadRate,
            PeerUploadRate = options.PeerUploadRate,
            DownloadRate = options.DownloadRate,
            Notice = text => own.Error.WriteLine(OneLine.Of(text)),
        };

    /// <summary>Not on stdout when it is redirected: there every line is an answer.</summary>
    private static void Greet(CommandContext own, NodeHost host)
    {
        own.Error.WriteLine($"client on {host.Endpoint}, its data in {host.Folder}");
        if (host.Session is { } session)
        {
            own.Error.WriteLine($"logged in as {session.Name}");
        }
    }
}
