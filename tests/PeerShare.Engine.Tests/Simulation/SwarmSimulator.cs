using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>Many swarms of one torrent in one process, in virtual time: the same seed gives the same run.</summary>
internal sealed class SwarmSimulator
{
    /// <summary>Microseconds between two ticks of a node.</summary>
    public const int TickEvery = 100_000;

    /// <summary>Microseconds until a peer that died without a word is given up.</summary>
    public const long DeafAfter = 180_000_000;

    /// <summary>Microseconds that a connection survives a split.</summary>
    public const long FrozenFor = 20_000_000;

    private const long DialTimeout = 3_000_000;
    private const int FirstEphemeralPort = 40_000;

    private readonly Dictionary<IPEndPoint, SimulatedPeer> at = [];
    private readonly HashSet<SwarmNode> unfinished = [];
    private int links;

    /// <param name="layout">The torrent.</param>
    /// <param name="seed">Decides every chance.</param>
    public SwarmSimulator(PieceLayout layout, int seed)
    {
        Layout = layout;
        Random = new Random(seed);
    }

    public PieceLayout Layout { get; }

    public Random Random { get; }

    public EventHeap Heap { get; } = new();

    public TraceHash Trace { get; } = new();

    public List<SwarmNode> Nodes { get; } = [];

    /// <summary>Recounts everything after every event; for small swarms.</summary>
    public SwarmChecks? Checks { get; init; }

    /// <summary>What arrives at one link within so many microseconds arrives together.</summary>
    public long Granularity { get; init; } = 100;

    public long Milliseconds => Heap.Now / 1000;

    /// <summary>Events that swarms have handled.</summary>
    public long Decided { get; private set; }

    /// <summary>Lent to one delivery at a time.</summary>
    public List<Arrival> Scratch { get; } = [];

    public SwarmNode Add(NodeSetup setup)
    {
        var node = new SwarmNode(this, at.Count + 1, setup);
        at.Add(node.Address, node);
        Nodes.Add(node);
        return node;
    }

    public List<SwarmNode> Add(int count, NodeSetup setup) => [.. Enumerable.Range(0, count).Select(_ => Add(setup))];

    public ScriptedPeer Add(Func<SwarmSimulator, int, ScriptedPeer> create)
    {
        var peer = create(this, at.Count + 1);
        at.Add(peer.Address, peer);
        return peer;
    }

    /// <summary>Everybody is told of everybody.</summary>
    public void MeetAll()
    {
        foreach (var node in Nodes)
        {
            node.Meet(at.Values.Where(peer => peer != node));
        }
    }

    public long RoundUp(long time) => (time + Granularity - 1) / Granularity * Granularity;

    public void Dial(SimulatedPeer from, IPEndPoint address)
    {
        var to = at.GetValueOrDefault(address);
        var latency = LatencyOf(from, to);
        var unreachable = to is null || to.Side != from.Side;
        Heap.In(unreachable ? DialTimeout : 2 * latency, () => Connect(from, to, address, latency));
    }

    /// <summary>Puts the given peers on a side of their own; what is under way between the sides stands still.</summary>
    public void Split(params IEnumerable<SimulatedPeer> others)
    {
        foreach (var peer in others)
        {
            peer.Side = 1;
        }

        foreach (var end in AcrossEnds())
        {
            end.Freeze();
        }
    }

    public void Heal()
    {
        var across = AcrossEnds();
        foreach (var peer in at.Values)
        {
            peer.Side = 0;
        }

        across.ForEach(end => end.Thaw());
    }

    /// <summary>The node has, or no longer lacks, everything; dead nodes are not waited for.</summary>
    public void Finished(SwarmNode node, bool finished)
    {
        if (finished)
        {
            unfinished.Remove(node);
        }
        else
        {
            unfinished.Add(node);
        }
    }

    public void Handled(SwarmNode node, SwarmEvent e)
    {
        Decided++;
        var (what, detail) = e switch
        {
            SwarmEvent.Run run => (1, run.Count),
            SwarmEvent.Uploaded sent => (2, sent.Blocks),
            SwarmEvent.PieceStored stored => (3, stored.Piece.Value),
            SwarmEvent.PieceCorrupt corrupt => (4, corrupt.Piece.Value),
            SwarmEvent.LinkUp up => (5, up.Link.Number),
            SwarmEvent.LinkDown down => (6, down.Link.Number),
            _ => (7, 0),
        };
        Trace.Add(Heap.Now, node.Number, what, detail);
        if (what is 3 or 4)
        {
            Finished(node, node.Swarm.IsComplete);
        }

        Checks?.Check(node);
    }

    /// <summary>Runs until every living node has everything.</summary>
    /// <param name="limit">Virtual seconds; more is a failure.</param>
    public void RunToCompletion(int limit = 600) => RunUntil(() => unfinished.Count == 0, limit);

    /// <summary>Runs until something is so.</summary>
    /// <param name="reached">What.</param>
    /// <param name="limit">Virtual seconds from now; more is a failure.</param>
    public void RunUntil(Func<bool> reached, int limit = 600)
    {
        var end = Heap.Now + (limit * 1_000_000L);
        while (!reached())
        {
            if (!Heap.TryStep(end))
            {
                throw new TimeoutException($"not within {limit} s. {string.Join("; ", unfinished.Take(10).Select(Describe))}");
            }
        }
    }

    /// <param name="seconds">Virtual.</param>
    public void RunFor(double seconds)
    {
        var end = Heap.Now + (long)(seconds * 1e6);
        while (Heap.TryStep(end))
        {
        }
    }

    private static string Describe(SwarmNode node) =>
        $"node {node.Number} holds {node.Swarm.Context.Held.Count}, {node.Started.Count} under way, {node.Storing} storing, {node.Ends.Count} links";

    private List<LinkEnd> AcrossEnds() =>
        [.. at.Values.SelectMany(peer => peer.Ends.Values).Where(end => end.IsOpen && end.Owner.Side != end.Peer.Side)];

    private long LatencyOf(SimulatedPeer from, SimulatedPeer? to)
    {
        var most = Math.Max((from as SwarmNode)?.Setup.Latency ?? 1_000, (to as SwarmNode)?.Setup.Latency ?? 1_000);
        return Random.NextInt64((most / 2) + 1, most + 2);
    }

    private void Connect(SimulatedPeer from, SimulatedPeer? to, IPEndPoint address, long latency)
    {
        if (!from.IsAlive)
        {
            return;
        }

        var refusal = to is null || to.Side != from.Side ? "nobody answers"
            : !to.IsAlive ? "connection refused"
            : to == from ? "that is this node itself"
            : from.IsLinkedTo(to) || to.IsLinkedTo(from) ? "already connected to this peer"
            : null;
        if (refusal is not null)
        {
            from.DialFailed(address, refusal);
            return;
        }

        var id = new LinkId(++links);
        var near = new LinkEnd(this, from, to!, id, latency);
        var far = new LinkEnd(this, to!, from, id, latency) { Other = near };
        near.Other = far;
        var fast = from.Fast && to!.Fast;
        var extended = from.Extended && to!.Extended;
        var ephemeral = new IPEndPoint(from.Address.Address, FirstEphemeralPort + (links % 20_000));
        to!.Linked(far, new PeerCard(from.Id, ephemeral, Dialled: false, fast, extended) { Member = from.Member });
        from.Linked(near, new PeerCard(to.Id, to.Address, Dialled: true, fast, extended) { Member = to.Member });
    }
}
