using System.Net;
using System.Security.Cryptography;
using PeerShare.Engine.Announce;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine;

/// <summary>A running engine: listens, dials, and shares what it is given.</summary>
public sealed class Node : IAsyncDisposable
{
    /// <summary>Length of the key by which trackers recognise us when our address changes.</summary>
    private const int KeyLength = 8;

    /// <summary>Of so many ticks a quiet swarm gets one, all of them the same: one thread that is awake is cheaper than many wakings.</summary>
    private const int TicksPerRare = 100;

    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<InfoHash, Transfer> transfers = [];
    private readonly TaskScope scope = new();
    private readonly Listener listener;
    private readonly BufferPool pool;
    private readonly DiskQueue disk = new();
    private readonly Dialler dialler;
    private readonly TrackerClient trackerClient;
    private readonly NodeParts parts;
    private bool closed;

    private Node(NodeOptions options, TimeProvider time, Listener listener)
    {
        this.listener = listener;
        Id = options.PeerId ?? PeerId.Create();
        pool = new BufferPool(options.MemoryBudget, time);
        dialler = new Dialler(Endpoint.Address, options.MostDials, time);
        trackerClient = new TrackerClient(dialler.From, options.TrackerValidation);
        var halfOpen = new HalfOpen(options.MostHalfOpen, options.MostHalfOpenPerAddress);
        var reception = new Reception(Id, new Knocks(new Clock(time)), halfOpen, scope, time);
        parts = new NodeParts(
            Id, RandomNumberGenerator.GetBytes(KeyLength), Endpoint.Port, time, pool, disk, dialler, trackerClient, reception,
            new LinkBudget(options.MostLinks, options.MostLinksPerAddress), options.MostLinksPerTransfer,
            TokenBucket.Of(options.UploadRate, time), options.PeerUploadRate, TokenBucket.Of(options.DownloadRate, time), Forget);
        scope.TryStart(stopping => listener.RunAsync(reception.Receive, stopping));
        scope.TryStart(stopping => TickAsync(time, stopping));
    }

    /// <summary>The node's name among peers.</summary>
    public PeerId Id { get; }

    /// <summary>Where the node listens, with the port that was chosen.</summary>
    public IPEndPoint Endpoint => listener.Endpoint;

    /// <summary>The transfers that are not disposed.</summary>
    public IReadOnlyList<Transfer> Transfers
    {
        get
        {
            lock (gate)
            {
                return [.. transfers.Values];
            }
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">Not possible there, such as a port in use; the message says what would help.</exception>
    public static Task<Node> StartAsync(NodeOptions options, TimeProvider time, CancellationToken stopping = default)
    {
        stopping.ThrowIfCancellationRequested();
        return Task.FromResult(new Node(options, time, Listener.Open(options.Listen, time)));
    }

    /// <summary>Starts to share a torrent. The transfer first checks what is there.</summary>
    /// <exception cref="InvalidOperationException">The node has this torrent already, or is disposed.</exception>
    public Transfer Add(TransferSetup setup)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (transfers.ContainsKey(setup.Torrent.InfoHash))
            {
                throw new InvalidOperationException($"{setup.Torrent.Name} is shared already");
            }

            var transfer = new Transfer(setup, parts);
            transfers.Add(setup.Torrent.InfoHash, transfer);
            return transfer;
        }
    }

    /// <summary>Gets a torrent's description from a peer, checked against its info-hash.</summary>
    /// <param name="peer">Whom to ask.</param>
    /// <param name="torrent">Which; <see cref="InfoHash.Any"/> for whichever a ring node serves.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="IOException">It could not be had there; the message says why.</exception>
    public Task<Torrent> FetchMetadataAsync(IPEndPoint peer, InfoHash torrent, CancellationToken stopping = default) =>
        new MetadataFetch(dialler, Id, parts.Time).RunAsync(peer, torrent, stopping);

    /// <summary>Gets a torrent's description from the first peer that has it, also from those that trackers name.</summary>
    /// <param name="torrent">Which.</param>
    /// <param name="peers">Peers known by hand.</param>
    /// <param name="trackers">HTTP trackers in tiers.</param>
    /// <param name="trackerFailed">Told a tracker and why it did not help, on any thread.</param>
    /// <param name="peerFailed">Told, once for each peer known by hand, that it did not help and why, on any thread.</param>
    /// <param name="stopping">Gives up; nothing else does.</param>
    public async Task<Torrent> FetchMetadataAsync(
        InfoHash torrent,
        IReadOnlyList<IPEndPoint> peers,
        IReadOnlyList<IReadOnlyList<string>> trackers,
        Action<string, string> trackerFailed,
        Action<IPEndPoint, string> peerFailed,
        CancellationToken stopping)
    {
        var search = new MetadataSearch(peers, parts.Time, (peer, giveUp) => FetchMetadataAsync(peer, torrent, giveUp), peerFailed);
        await using var announcer = new Announcer(new AnnouncerSetup
        {
            Tiers = trackers,
            InfoHash = torrent,
            Me = Id,
            Port = parts.Port,
            Key = parts.Key,
            State = () => new AnnounceState(0, 0, 1, IsAlone: true),
            Found = search.Found,
            Failed = trackerFailed,
            Time = parts.Time,
            Random = new Random(),
            Client = trackerClient,
        });
        return await search.RunAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Disposes every transfer and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
        }

        await scope.DisposeAsync().ConfigureAwait(false);
        listener.Dispose();
        await Task.WhenAll(Transfers.Select(transfer => transfer.DisposeAsync().AsTask())).ConfigureAwait(false);
        await disk.DisposeAsync().ConfigureAwait(false);
        pool.Dispose();
        dialler.Dispose();
        trackerClient.Dispose();
    }

    /// <summary>One timer for all: a thousand of them would keep a core warm.</summary>
    private async Task TickAsync(TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TickEvery, time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false); tick++)
        {
            foreach (var transfer in Transfers)
            {
                transfer.Tick(tick % TicksPerRare == 0);
            }
        }
    }

    private void Forget(Transfer transfer)
    {
        lock (gate)
        {
            transfers.Remove(transfer.Torrent.InfoHash);
        }
    }
}
