using System.Buffers;
using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>A node that runs the real <see cref="Engine.Swarms.Swarm"/> on simulated links, memory and disk.</summary>
internal sealed class SwarmNode : SimulatedPeer, ISwarmHost
{
    private readonly Queue<SwarmEvent> inbox = new();
    private readonly Random random;
    private readonly Action drain;
    private SimulatedDisk disk;
    private Uplink uplink;
    private bool isDraining;
    private bool drainIsPlanned;
    private int life;

    public SwarmNode(SwarmSimulator simulator, int number, NodeSetup setup)
        : base(simulator, number)
    {
        Setup = setup;
        random = new Random(simulator.Random.Next());
        drain = Drain;
        Stored = new Bitfield(simulator.Layout.PieceCount);
        foreach (var piece in simulator.Layout.Pieces().Where(piece => setup.Has(piece)))
        {
            Stored.Set(piece);
        }

        disk = null!;
        uplink = null!;
        Swarm = null!;
        Start();
    }

    public NodeSetup Setup { get; }

    /// <summary>What lies on its disk, right, whatever happens to the node.</summary>
    public Bitfield Stored { get; }

    public Swarm Swarm { get; private set; }

    /// <summary>What happened to it that a test may ask for.</summary>
    public NodeNews News { get; private set; } = new();

    /// <summary>The disk takes nothing at present.</summary>
    public bool DiskIsFull { get; set; }

    public long UploadedBytes => uplink.Bytes;

    public long UploadedBlocks => uplink.Blocks;

    /// <summary>Started pieces and their memory.</summary>
    public IReadOnlyDictionary<PieceIndex, PieceSlots> Started => disk.Started;

    /// <summary>Pieces that are being hashed or written.</summary>
    public int Storing => disk.Storing;

    public override bool Fast => Setup.Fast;

    public override bool Extended => Setup.Extended;

    public SwarmSnapshot Snapshot => Swarm.Snapshot(Simulator.Milliseconds);

    /// <summary>Is this the disk queue of the present life?</summary>
    public bool Owns(SimulatedDisk queue) => queue == disk;

    /// <summary>Comes to life with what is on its disk.</summary>
    /// <param name="sameId">As the peer that it was.</param>
    public void Start(bool sameId = true)
    {
        life++;
        Id = sameId && life > 1 ? Id : IdOf(Number, life);
        IsAlive = true;
        inbox.Clear();
        News = new NodeNews();
        disk = new SimulatedDisk(this, Post);
        uplink = new Uplink(Simulator.Heap, Setup.Uplink, (end, blocks) => Post(new SwarmEvent.Uploaded(end.Id, blocks, 0)));
        Swarm = new Swarm(
            new SwarmSetup
            {
                Layout = Simulator.Layout,
                Held = Stored.Copy(),
                Policies = Setup.Policies(Simulator.Layout, random),
                Me = Id,
                Random = random,
                ListenPort = Address.Port,
                Observer = News,
            },
            this);
        Simulator.Finished(this, Swarm.IsComplete);
        PlanTick(random.Next(SwarmSimulator.TickEvery));
    }

    /// <summary>Dies at this moment.</summary>
    /// <param name="silently">Without a word to its peers: the machine lost its power.</param>
    public void Kill(bool silently = false)
    {
        IsAlive = false;
        foreach (var end in Ends.Values.ToList())
        {
            end.Close("connection reset", silently);
        }

        Ends.Clear();
        Simulator.Finished(this, true);
    }

    /// <summary>Tells the swarm of these peers.</summary>
    public void Meet(params IEnumerable<SimulatedPeer> peers) =>
        Post(new SwarmEvent.PeersFound([.. peers.Select(peer => peer.Address)]));

    public void Post(SwarmEvent e)
    {
        inbox.Enqueue(e);
        if (isDraining || drainIsPlanned)
        {
            return;
        }

        if (Setup.Waiting == 0)
        {
            Drain();
        }
        else
        {
            drainIsPlanned = true;
            Simulator.Heap.In(random.Next(Setup.Waiting), drain);
        }
    }

    public override void Linked(LinkEnd end, PeerCard card)
    {
        Ends.Add(end.Id, end);
        Post(new SwarmEvent.LinkUp(end.Id, card));
    }

    public override void Ended(LinkEnd end, string reason)
    {
        if (IsAlive)
        {
            Post(new SwarmEvent.LinkDown(end.Id, reason));
        }
    }

    public override void DialFailed(IPEndPoint address, string reason) => Post(new SwarmEvent.DialFailed(address, reason));

    public override void Receive(LinkEnd end, List<Arrival> arrivals)
    {
        var run = ArrayPool<Received>.Shared.Rent(arrivals.Count);
        for (var number = 0; number < arrivals.Count; number++)
        {
            var (_, message, wrong, _) = arrivals[number];
            run[number] = new Received(message, message.Kind == PeerMessageKind.Piece ? Place(end, message, wrong) : BlockFate.None);
        }

        Post(new SwarmEvent.Run(end.Id, run, arrivals.Count));
    }

    // What the swarm can do.

    public void Dial(IPEndPoint address) => Simulator.Dial(this, address);

    public void Drop(LinkId link, string reason)
    {
        if (Ends.TryGetValue(link, out var end) && end.IsOpen)
        {
            News.Dropped.Add((end.Peer.Number, reason));
            end.Close(reason);
            Post(new SwarmEvent.LinkDown(link, reason));
        }
    }

    public void Send(LinkId link, in PeerMessage message)
    {
        if (Ends.TryGetValue(link, out var end))
        {
            end.Send(message);
        }
    }

    public bool Reserve(PieceIndex piece) => disk.Reserve(piece);

    public void Release(PieceIndex piece) => disk.Release(piece);

    public void Request(LinkId link, BlockRange block)
    {
        if (Ends.TryGetValue(link, out var end))
        {
            Simulator.Checks?.Requested(this, end, block);
            end.Asked[block] = disk.Started[block.Piece];
            end.Send(PeerMessage.Request(block));
        }
    }

    public bool Cancel(LinkId link, BlockRange block, bool tell)
    {
        if (!Ends.TryGetValue(link, out var end))
        {
            return true;
        }

        var struck = end.Asked.Remove(block);
        if (struck && tell)
        {
            end.Send(PeerMessage.Cancel(block));
        }

        return struck;
    }

    public void Upload(LinkId link, BlockRange block)
    {
        if (!Ends.TryGetValue(link, out var end))
        {
            return;
        }

        switch (Setup.Answers(random, block))
        {
            case Answer.Right: uplink.Upload(end, block, wrong: false); break;
            case Answer.Wrong: uplink.Upload(end, block, wrong: true); break;
            case Answer.Twice: UploadTwice(end, block, wrong: false); break;
            case Answer.RightThenWrong: UploadTwice(end, block, wrong: true); break;
            case Answer.Withheld: Post(new SwarmEvent.Uploaded(link, 1, 0)); break;
            case Answer.LateAndWrong: UploadLate(end, block); break;
            case Answer.Unreadable: Post(new SwarmEvent.UploadFailed(link, block, "the file is gone")); break;
        }
    }

    public void Store(PieceIndex piece) => disk.Store(piece);

    private void UploadTwice(LinkEnd end, BlockRange block, bool wrong)
    {
        uplink.Upload(end, block, wrong: false);
        end.Send(PeerMessage.Block(block, default), wrong);
    }

    private void UploadLate(LinkEnd end, BlockRange block)
    {
        Post(new SwarmEvent.Uploaded(end.Id, 1, 0));
        Simulator.Heap.In(8_000_000, () => end.Send(PeerMessage.Block(block, default), wrong: true));
    }

    private BlockFate Place(LinkEnd end, in PeerMessage message, bool wrong) =>
        !Simulator.Layout.TryBlock(message.Piece, message.Begin, (int)message.Length, out var block)
        || !end.Asked.Remove(block, out var slots) ? BlockFate.Unrequested
        : slots.TryFill(block.Block, wrong, end.Peer.Id) ? BlockFate.Filled
        : BlockFate.Late;

    private void Drain()
    {
        drainIsPlanned = false;
        isDraining = true;
        while (IsAlive && inbox.TryDequeue(out var e))
        {
            Handle(e);
        }

        isDraining = false;
    }

    private void Handle(SwarmEvent e)
    {
        if (e is SwarmEvent.LinkDown down)
        {
            Ends.Remove(down.Link);
        }

        Swarm.Handle(e, Simulator.Milliseconds);
        Simulator.Handled(this, e);
        if (e is SwarmEvent.Run run)
        {
            ArrayPool<Received>.Shared.Return(run.Messages);
        }
    }

    private void PlanTick(long delay)
    {
        var born = life;
        void Tick()
        {
            if (IsAlive && born == life)
            {
                Post(new SwarmEvent.Tick());
                Simulator.Heap.In(SwarmSimulator.TickEvery, Tick);
            }
        }

        Simulator.Heap.In(delay, Tick);
    }
}
