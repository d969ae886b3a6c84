using System.Net;
using PeerShare.App.Commands;
using PeerShare.App.Sharing;
using PeerShare.App.Tracking;
using PeerShare.Engine;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Hosting;

namespace PeerShare.App.Hosting;

/// <summary>A client at work: the engine's node, the trackers, who is logged in, and what is fetched and shared for that user.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan AnnouncedOver = TimeSpan.FromSeconds(2);

    private readonly NodeHostOptions options;
    private readonly TimeProvider time;
    private readonly NodeFolder folder;
    private readonly Node node;
    private readonly Reach reach;
    private readonly TrackerLink link;
    private readonly Turns accounts = new();
    private readonly List<Task> listeners = [];
    private readonly CancellationTokenSource ending = new();
    private Task watching = Task.CompletedTask;
    private volatile Login? login;

    private NodeHost(NodeHostOptions options, TimeProvider time, NodeFolder folder, TrackerTrust trust, Node node, Reach reach)
    {
        this.options = options;
        this.time = time;
        this.folder = folder;
        this.node = node;
        this.reach = reach;
        link = new TrackerLink(options.Trackers, trust, time, options.TrackerPatience);
        link.Roster.Remember(folder.ReadTrackers());
        Tracker = new TrackerClient(link, time);
    }

    public TrackerClient Tracker { get; }

    /// <summary>The folder of what is kept.</summary>
    public string Folder => folder.Root;

    /// <summary>Where peers reach this node, when the tracker is not told otherwise.</summary>
    public IPEndPoint Endpoint => node.Endpoint;

    public TimeProvider Time => time;

    /// <summary>Null when nobody is logged in.</summary>
    public Session? Session => login?.Session;

    /// <summary>None when nobody is logged in.</summary>
    public IEnumerable<Holding> Downloads => login?.Holdings.Downloads ?? [];

    /// <summary>Listens, and goes on for the user who was logged in when the last run ended.</summary>
    public static async Task<NodeHost> StartAsync(NodeHostOptions options, TimeProvider time, CancellationToken stopping)
    {
        var folder = NodeFolder.Open(options.Folder);
        try
        {
            if (Permissions.ProblemOf(folder.Root) is { } problem)
            {
                options.Notice($"warning: {problem}");
            }

            var trust = new TrackerTrust(options.Fingerprints, new TrackerPin(folder.Root, options.Notice), time);
            var reach = Reach.Of(options.Address);
            var node = await Node.StartAsync(
                new NodeOptions
                {
                    Listen = reach.Listen,
                    UploadRate = options.UploadRate,
                    PeerUploadRate = options.PeerUploadRate,
                    DownloadRate = options.DownloadRate,
                    TrackerValidation = trust.Validate,
                },
                time,
                stopping);
            var host = new NodeHost(options, time, folder, trust, node, reach);
            host.watching = Task.WhenAll(
                new TrackerWatch(host.link, time).RunAsync(host.ending.Token),
                new TrackerMemory(host.link.Roster, folder, options.Notice).RunAsync(host.ending.Token));
            await host.RestoreAsync(stopping);
            return host;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <exception cref="CommandFailure">Nobody is logged in.</exception>
    public Login Demand() => login ?? throw new CommandFailure("not logged in; login first");

    public async Task<Session> LoginAsync(string name, string password, CancellationToken stopping)
    {
        using var turn = await accounts.TakeAsync(stopping);
        if (login is { } there && (there.Session.Name != name || await IsAliveAsync(there, stopping)))
        {
            return there.Session.Name == name ? there.Session : throw new CommandFailure($"logged in as {there.Session.Name}; logout first");
        }

        var session = await Tracker.LoginAsync(name, password, folder.NodeId, stopping);
        await EndLoginAsync();
        folder.Keep(session);
        login = Begin(session);
        await ReconcileAsync(login, stopping);
        return session;
    }

    /// <summary>Ends serving first: that must not wait for a tracker.</summary>
    public async Task LogoutAsync(CancellationToken stopping)
    {
        using var turn = await accounts.TakeAsync(stopping);
        var ended = Demand();
        await EndLoginAsync();
        try
        {
            await Tracker.LogoutAsync(ended.Session.Token, stopping);
        }
        catch (TrackerRefusal refusal) when (refusal.IsSessionEnd)
        {
            // It knows already.
        }
        catch (TrackerUnreachable unreachable)
        {
            options.Notice($"warning: {unreachable.Message}; it believes that you are logged in until the session ends by itself");
        }
    }

    /// <summary>Asks a tracker in the name of who is logged in.</summary>
    public async Task<TAnswer> AskAsync<TAnswer>(Func<string, Task<TAnswer>> ask)
    {
        var asking = Demand();
        try
        {
            return await ask(asking.Session.Token);
        }
        catch (TrackerRefusal refusal) when (refusal.IsSessionEnd)
        {
            await DropAsync(asking);
            throw new CommandFailure("the session has ended; login again", refusal);
        }
    }

    /// <inheritdoc cref="AskAsync{TAnswer}"/>
    public Task AskAsync(Func<string, Task> ask) => AskAsync(async token =>
    {
        await ask(token);
        return true;
    });

    /// <summary>The user has another name now.</summary>
    public void Rename(string name)
    {
        var there = Demand();
        there.Session = there.Session with { Name = name };
        folder.Keep(there.Session);
    }

    /// <summary>The user stays logged in for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        using (await accounts.TakeAsync(CancellationToken.None))
        {
            if (login is { } there)
            {
                await there.DisposeAsync();
            }
        }

        await ending.CancelAsync();
        await Task.WhenAll([watching, .. listeners]);
        await node.DisposeAsync();
        link.Dispose();
        ending.Dispose();
        folder.Dispose();
        accounts.Dispose();
    }

    private async Task RestoreAsync(CancellationToken stopping)
    {
        if (folder.ReadSession() is { } session)
        {
            login = Begin(session);
            if (await IsAliveAsync(login, stopping))
            {
                await ReconcileAsync(login, stopping);
            }
            else
            {
                await EndLoginAsync();
                options.Notice($"the session of {session.Name} has ended; login again");
            }
        }
    }

    /// <summary>A tracker that cannot be asked leaves the session as it was.</summary>
    private async Task<bool> IsAliveAsync(Login asked, CancellationToken stopping)
    {
        try
        {
            await Tracker.MeAsync(asked.Session.Token, stopping);
            return true;
        }
        catch (TrackerRefusal refusal)
        {
            return !refusal.IsSessionEnd;
        }
        catch (TrackerUnreachable unreachable)
        {
            options.Notice($"warning: {unreachable.Message}");
            return true;
        }
    }

    private Login Begin(Session session)
    {
        var suffix = reach.Announced is { } ip ? $"?ip={ip}" : "";
        var memberships = new Memberships(Tracker, session.Token, time);
        var around = new HoldingSurroundings
        {
            Node = node,
            Memberships = memberships,
            Folder = new HoldingFolder(folder.HoldingsOf(session.UserId)),
            Trackers = () => [.. Tracker.Roster.Trackers.Select(tracker => $"https://{tracker.Address}/announce/{session.Passkey}{suffix}")],
            TellCompleted = new CompletionTeller(Tracker, session.Token, options.Notice, time).TellAsync,
            Notice = options.Notice,
            Time = time,
            Random = options.Random,
        };
        var begun = new Login(session, new Holdings(around), memberships);
        begun.Holdings.Load();
        listeners.RemoveAll(listener => listener.IsCompleted);
        listeners.Add(new NoticeListener(Tracker, begun, options.Notice, time).RunAsync(
            () => CatchUpAsync(begun), () => DropAsync(begun), async () => !begun.Ended.IsCancellationRequested && !await IsAliveAsync(begun, CancellationToken.None)));
        return begun;
    }

    private async Task ReconcileAsync(Login there, CancellationToken stopping)
    {
        try
        {
            var shares = await Tracker.OwnSharesAsync(there.Session.Token, stopping);
            await there.Holdings.ReconcileAsync(shares);
            foreach (var group in there.Holdings.Unfinished)
            {
                await FollowAsync(there, group, stopping);
            }
        }
        catch (TrackerUnreachable unreachable)
        {
            options.Notice($"warning: {unreachable.Message}");
        }
    }

    /// <summary>While this node was away a group may have got another name, or the user may have been removed from it.</summary>
    private async Task FollowAsync(Login there, GroupMark group, CancellationToken stopping)
    {
        try
        {
            var known = await Tracker.RootAsync(there.Session.Token, new RootWanted(group.Name, group.Id), stopping);
            there.Holdings.RenameGroup(group, known.Group ?? group.Name);
        }
        catch (TrackerRefusal refusal) when (refusal.IsForbidden || refusal.IsMissing)
        {
            await there.Holdings.LeaveAsync(group);
            options.Notice(NoticeListener.IsOver(group));
        }
    }

    /// <summary>A tracker that is back knows the catalogue, but not who is online.</summary>
    private async Task CatchUpAsync(Login there)
    {
        await ReconcileAsync(there, there.Ended);
        there.Memberships.Refresh();
        await there.Holdings.AnnounceAsync(AnnouncedOver, there.Ended);
    }

    private async Task DropAsync(Login ended)
    {
        using var turn = await accounts.TakeAsync(CancellationToken.None);
        if (ReferenceEquals(login, ended))
        {
            await EndLoginAsync();
        }
    }

    private async Task EndLoginAsync()
    {
        if (login is { } ended)
        {
            login = null;
            folder.Keep(null);
            await ended.DisposeAsync();
        }
    }
}
