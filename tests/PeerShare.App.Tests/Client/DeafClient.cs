using System.Net;
using PeerShare.App.Parsing;
using PeerShare.App.Sharing;
using PeerShare.App.Tracking;
using PeerShare.Engine;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tests.Client;

/// <summary>A client that no notice reaches: all of one but the listener. Whoever is removed and has it does not leave by himself.</summary>
internal sealed class DeafClient : IAsyncDisposable
{
    private readonly string user;
    private readonly string folder;
    private readonly TrackerLink link;
    private readonly Node node;
    private readonly TrackerClient tracker;
    private readonly Session session;
    private readonly Memberships memberships;
    private readonly Holdings holdings;

    private DeafClient(string user, string folder, TrackerLink link, Node node, Session session)
    {
        this.user = user;
        this.folder = folder;
        this.link = link;
        this.node = node;
        this.session = session;
        tracker = new TrackerClient(link, TimeProvider.System);
        memberships = new Memberships(tracker, session.Token, TimeProvider.System);
        holdings = new Holdings(new HoldingSurroundings
        {
            Node = node,
            Memberships = memberships,
            Folder = new HoldingFolder(folder),
            Trackers = () => [.. link.Roster.Trackers.Select(known => $"https://{known.Address}/announce/{session.Passkey}")],
            TellCompleted = (_, _) => Task.CompletedTask,
            Notice = _ => { },
            Time = TimeProvider.System,
            Random = new Random(1),
        });
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    /// <param name="user">New, and logged in.</param>
    /// <param name="address">The tracker's.</param>
    /// <param name="folder">Where everything goes.</param>
    public static async Task<DeafClient> StartAsync(string user, Address address, string folder)
    {
        var trust = new TrackerTrust([], new TrackerPin(folder, _ => { }), TimeProvider.System);
        var link = new TrackerLink([address], trust, TimeProvider.System, TimeSpan.FromSeconds(15));
        var tracker = new TrackerClient(link, TimeProvider.System);
        await tracker.CreateUserAsync(user, "pw", Stopping);
        var session = await tracker.LoginAsync(user, "pw", EntityId.Create().ToString(), Stopping);
        var options = new NodeOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), TrackerValidation = trust.Validate };
        return new DeafClient(user, folder, link, await Node.StartAsync(options, TimeProvider.System, Stopping), session);
    }

    /// <summary>Asks, and the owner accepts.</summary>
    public async Task JoinAsync(StagedClient owner, string group)
    {
        await tracker.GroupAsync(Routes.Join, session.Token, group, Stopping);
        (await owner.TellAsync($"accept_request {group} {user}")).ShouldContain("accepted into");
    }

    public async Task<Holding> DownloadAsync(string group, string file)
    {
        var listed = await tracker.FileTorrentAsync(session.Token, group, file, Stopping);
        Torrent.TryParse(listed.Torrent, out var torrent, out var problem).ShouldBeTrue(problem);
        return await holdings.AddAsync(new HoldingRecord(group, file, folder, file, IsDownload: true, HoldingState.Downloading), torrent!);
    }

    public async ValueTask DisposeAsync()
    {
        await holdings.DisposeAsync();
        await memberships.DisposeAsync();
        await node.DisposeAsync();
        link.Dispose();
    }
}
