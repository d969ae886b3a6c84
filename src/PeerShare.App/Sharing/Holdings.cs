using PeerShare.App.Commands;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>All that this node fetches and shares for the user who is logged in; ends with the login.</summary>
internal sealed class Holdings : IAsyncDisposable
{
    private const int AnnouncedAtOnce = 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<InfoHash, Holding> holdings = [];
    private readonly HoldingSurroundings around;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task looking;
    private bool closed;

    public Holdings(HoldingSurroundings around)
    {
        this.around = around;
        Places = new Places(() => Downloads.Where(holding => holding.Record.IsUnfinished()));
        looking = LookAsync();
    }

    /// <summary>By group and name.</summary>
    public IReadOnlyList<Holding> All
    {
        get
        {
            lock (gate)
            {
                return [.. holdings.Values.OrderBy(holding => holding.Record.Group, StringComparer.Ordinal).ThenBy(holding => holding.Record.Name, StringComparer.Ordinal)];
            }
        }
    }

    public IEnumerable<Holding> Downloads => All.Where(holding => holding.Record.IsDownload);

    /// <summary>The groups of downloads that are not complete: no tracker lists those, so what became of their groups must be asked for.</summary>
    public IReadOnlyList<GroupMark> Unfinished =>
        [.. Downloads.Where(holding => holding.Record.IsUnfinished() && holding.Record.GroupId is not null).Select(holding => holding.Record.InGroup()).Distinct()];

    /// <summary>Where downloads go.</summary>
    public Places Places { get; }

    /// <summary>Goes on with what the folder tells of.</summary>
    public void Load()
    {
        foreach (var (record, torrent) in around.Folder.ReadAll())
        {
            try
            {
                Begin(new Holding(around, record, torrent));
            }
            catch (CommandFailure failure)
            {
                around.Notice($"warning: {record.Name} in {record.Group} is left out: {failure.Message}");
            }
        }
    }

    public Holding? Find(string group, string name) => All.FirstOrDefault(holding => holding.Record.Is(group, name));

    public Holding? Find(InfoHash infoHash)
    {
        lock (gate)
        {
            return holdings.GetValueOrDefault(infoHash);
        }
    }

    /// <summary>Begins with another file, in place of what was known of it.</summary>
    /// <exception cref="CommandFailure">It is at work already, or nobody is logged in any more.</exception>
    public async Task<Holding> AddAsync(HoldingRecord record, Torrent torrent)
    {
        if (Find(torrent.InfoHash) is { } known)
        {
            RefuseActive(known);
            await ForgetAsync(known);
        }

        var holding = new Holding(around, record, torrent);
        Begin(holding, () => around.Folder.Keep(record, torrent));
        return holding;
    }

    public static void RefuseActive(Holding holding)
    {
        if (holding.IsActive)
        {
            throw Active(holding);
        }
    }

    /// <summary>It is at work already.</summary>
    public static CommandFailure Active(Holding holding) => new(holding.Record.State == HoldingState.Sharing
        ? $"this node already shares {holding.Record.Name} in {holding.Record.Group} from {holding.Record.Path}"
        : $"{holding.Record.Name} in {holding.Record.Group} is downloading already");

    /// <summary>Ends it and keeps nothing of it but its files.</summary>
    public async Task ForgetAsync(Holding holding)
    {
        lock (gate)
        {
            holdings.Remove(holding.Torrent.InfoHash);
        }

        await holding.DisposeAsync();
        around.Folder.Remove(holding.Torrent.InfoHash);
    }

    /// <summary>Ends serving it; a download stays known as complete.</summary>
    public async Task StopSharingAsync(Holding holding)
    {
        if (!holding.Record.IsDownload)
        {
            await ForgetAsync(holding);
            return;
        }

        holding.Change(record => record with { State = HoldingState.Kept, IsListed = false });
        await holding.DisposeAsync();
        Replace(new Holding(around, holding.Record, holding.Torrent));
    }

    /// <summary>Begins again with one that failed.</summary>
    public async Task RestartAsync(Holding holding)
    {
        holding.Change(record => record with { State = HoldingState.Downloading, Reason = null });
        await holding.DisposeAsync();
        var again = new Holding(around, holding.Record, holding.Torrent);
        lock (gate)
        {
            holdings.Remove(holding.Torrent.InfoHash);
        }

        Begin(again);
    }

    /// <summary>Follows what happened to the catalogue while this node was away: a renamed group, a removed file.</summary>
    /// <param name="shares">What the tracker lists as shared by this user from this node.</param>
    public async Task ReconcileAsync(IReadOnlyList<OwnShare> shares)
    {
        var listed = shares.GroupBy(share => share.InfoHash, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var holding in All.Where(holding => holding.Record.IsListed))
        {
            if (listed.TryGetValue(holding.Torrent.InfoHash.ToString(), out var share))
            {
                holding.Change(record => record with { Group = share.Group, Name = share.Name });
            }
            else
            {
                await StopSharingAsync(holding);
            }
        }
    }

    /// <summary>Tells a tracker that has been away of all of them, not all at once.</summary>
    public async Task AnnounceAsync(TimeSpan over, CancellationToken stopping)
    {
        var all = All;
        for (var number = 0; number < all.Count; number++)
        {
            all[number].Announce();
            if (number % AnnouncedAtOnce == AnnouncedAtOnce - 1)
            {
                await Task.Delay(over * AnnouncedAtOnce / all.Count, around.Time, stopping);
            }
        }
    }

    /// <summary>The group has another name now.</summary>
    public void RenameGroup(GroupMark group, string fresh)
    {
        foreach (var holding in All.Where(holding => holding.Record.InGroup().IsSame(group)))
        {
            holding.Change(record => record with { Group = fresh });
        }
    }

    /// <summary>Ends all that concerns a group that the user has left, under the name that it has now.</summary>
    /// <returns>Was anything of it fetched or shared?</returns>
    public async Task<bool> LeaveAsync(GroupMark group)
    {
        var left = All.Where(holding => holding.IsActive && holding.Record.InGroup().IsSame(group)).ToList();
        foreach (var holding in left)
        {
            holding.Change(record => record with { Group = group.Name });
            await RemovedAsync(holding, $"you are not a member of {group.Name} any more");
        }

        return left.Count > 0;
    }

    /// <summary>Ends what is no longer in a catalogue that the user may see. What is complete stays known, what is not has failed.</summary>
    public async Task RemovedAsync(Holding holding, string reason)
    {
        if (holding.Record.State is HoldingState.Sharing or HoldingState.Kept)
        {
            await StopSharingAsync(holding);
            return;
        }

        holding.Change(record => record with { State = HoldingState.Failed, Reason = reason });
        await holding.DisposeAsync();
        Replace(new Holding(around, holding.Record, holding.Torrent));
    }

    /// <summary>Ends all at once.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closed = true;
        }

        await stopping.CancelAsync();
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        await Task.WhenAll(All.Select(holding => holding.DisposeAsync().AsTask()));
    }

    /// <summary>One timer for all: a thousand of them would keep a core warm.</summary>
    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, around.Time);
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            foreach (var holding in All.Where(holding => holding.Record.State == HoldingState.Sharing))
            {
                holding.Look();
            }
        }
    }

    private void Replace(Holding holding)
    {
        lock (gate)
        {
            holdings[holding.Torrent.InfoHash] = holding;
        }
    }

    /// <param name="holding">To fetch, to serve, or to keep.</param>
    /// <param name="keep">Writes it down when it is new.</param>
    private void Begin(Holding holding, Action? keep = null)
    {
        lock (gate)
        {
            if (closed)
            {
                throw new CommandFailure("logged out meanwhile; login and try again");
            }

            if (holdings.TryGetValue(holding.Torrent.InfoHash, out var other))
            {
                throw Active(other);
            }

            keep?.Invoke();
            holdings.Add(holding.Torrent.InfoHash, holding);
            if (holding.IsActive)
            {
                holding.Start();
            }
        }
    }
}
