using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>Nodes on this machine that end with the test.</summary>
internal sealed class NodeStage : IAsyncDisposable
{
    private readonly List<Node> nodes = [];

    public Content Content { get; init; } = new();

    public async Task<Node> StartAsync(TimeProvider? time = null, NodeOptions? options = null)
    {
        options ??= new NodeOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        var node = await Node.StartAsync(options, time ?? TimeProvider.System);
        nodes.Add(node);
        return node;
    }

    public TransferSetup Setup(IPieceStore store, params IPEndPoint[] peers) => new()
    {
        Torrent = Content.Torrent,
        Store = store,
        Policies = SwarmPolicies.Open(Content.Layout, new Random(1)),
        Peers = peers,
        Random = new Random(1),
    };

    /// <summary>A node that has everything and is past its check.</summary>
    public async Task<Node> SeedAsync(TimeProvider? time = null, bool answersAny = false, GroupAccess? access = null)
    {
        var node = await StartAsync(time);
        await node.Add(Setup(Content.Full) with { AnswersAny = answersAny, Access = access }).Completion.Soon();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync().AsTask().Soon();
        }
    }

    /// <summary>Tells a test what happened in a swarm.</summary>
    internal sealed class Witness : SwarmObserver
    {
        private readonly TaskCompletionSource<string> dialFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<LinkFacts> up = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> DialFailedAsync => dialFailed.Task.Soon();

        public bool DialHasFailed => dialFailed.Task.IsCompleted;

        public Task<LinkFacts> UpAsync => up.Task.Soon();

        /// <summary>What the swarm stumbles over when a link comes up.</summary>
        public Exception? Trap { get; init; }

        public override void DialFailed(IPEndPoint address, string reason) => dialFailed.TrySetResult(reason);

        public override void LinkUp(LinkFacts link)
        {
            up.TrySetResult(link);
            if (Trap is not null)
            {
                throw Trap;
            }
        }
    }
}
