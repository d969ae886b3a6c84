using System.Net;
using BenchmarkDotNet.Attributes;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Bench;

/// <summary>A whole download as the swarm sees it, with nothing around it: a run of blocks comes, is noted, new blocks are asked for,
/// whole pieces go to the store, are stored, and everybody is told. The figure is for one block.</summary>
[MemoryDiagnoser]
public class SwarmDecisions
{
    private const int Pieces = 10_000;
    private const int BlocksPerPiece = 32;
    private const int Blocks = Pieces * BlocksPerPiece;

    private static readonly PieceLayout Layout =
        PieceLayout.Create((long)Blocks * PieceLayout.BlockSize, BlocksPerPiece * PieceLayout.BlockSize);

    /// <summary>Connected seeders.</summary>
    [Params(1, 5, 50)]
    public int Links { get; set; }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public int Download()
    {
        var host = new InstantHost();
        var swarm = new Swarm(
            new SwarmSetup
            {
                Layout = Layout,
                Held = new Bitfield(Pieces),
                Policies = SwarmPolicies.Open(Layout, new Random(1)),
                Me = default,
                Random = new Random(2),
            },
            host);
        for (var number = 1; number <= Links; number++)
        {
            Connect(swarm, number);
        }

        for (var now = 1L; !swarm.IsComplete; now++)
        {
            host.Answer(swarm, now);
        }

        return host.Sent;
    }

    private static void Connect(Swarm swarm, int number)
    {
        var link = new LinkId(number);
        var id = new byte[PeerId.Size];
        id[^1] = (byte)number;
        swarm.Handle(new SwarmEvent.LinkUp(link, new PeerCard(new PeerId(id), new IPEndPoint(IPAddress.Loopback, number), true, true, true)), 0);
        swarm.Handle(new SwarmEvent.Run(link, [new(PeerMessage.HaveAll), new(PeerMessage.Unchoke)], 2), 0);
    }

    /// <summary>Every request is answered in the next round, in runs of 16 blocks; every piece is stored at once.</summary>
    private sealed class InstantHost : ISwarmHost
    {
        private const int Run = 16;

        private readonly SortedDictionary<int, Queue<BlockRange>> asked = [];
        private readonly Queue<PieceIndex> whole = new();
        private readonly Received[] run = new Received[Run];

        public int Sent { get; private set; }

        public void Answer(Swarm swarm, long now)
        {
            foreach (var (link, blocks) in asked)
            {
                var count = 0;
                while (count < Run && blocks.TryDequeue(out var block))
                {
                    run[count++] = new Received(PeerMessage.Block(block, default), BlockFate.Filled);
                }

                swarm.Handle(new SwarmEvent.Run(new LinkId(link), run, count), now);
            }

            while (whole.TryDequeue(out var piece))
            {
                swarm.Handle(new SwarmEvent.PieceStored(piece), now);
            }
        }

        public void Dial(IPEndPoint address)
        {
        }

        public void Drop(LinkId link, string reason) => throw new InvalidOperationException(reason);

        public void Send(LinkId link, in PeerMessage message) => Sent++;

        public bool Reserve(PieceIndex piece) => true;

        public void Release(PieceIndex piece)
        {
        }

        public void Request(LinkId link, BlockRange block)
        {
            if (!asked.TryGetValue(link.Number, out var blocks))
            {
                asked.Add(link.Number, blocks = new Queue<BlockRange>());
            }

            blocks.Enqueue(block);
        }

        /// <summary>In the endgame the block is always on its way already.</summary>
        public bool Cancel(LinkId link, BlockRange block, bool tell) => false;

        public void Upload(LinkId link, BlockRange block)
        {
        }

        public void Store(PieceIndex piece) => whole.Enqueue(piece);
    }
}
