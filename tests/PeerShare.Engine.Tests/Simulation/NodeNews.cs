using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>What a test may want to know of a node's life.</summary>
internal sealed class NodeNews : SwarmObserver
{
    /// <summary>Links that the node ended: the other's number, and why.</summary>
    public List<(int Peer, string Reason)> Dropped { get; } = [];

    /// <summary>Pieces in the order of storing.</summary>
    public List<int> Received { get; } = [];

    public List<int> Corrupt { get; } = [];

    public List<int> Lost { get; } = [];

    public List<string> StoreFailures { get; } = [];

    /// <summary>How often everything was there.</summary>
    public int Completions { get; private set; }

    public override void PieceReceived(LinkFacts? from, PieceIndex piece, int held) => Received.Add(piece);

    public override void PieceCorrupt(PieceIndex piece) => Corrupt.Add(piece);

    public override void PieceLost(PieceIndex piece, string reason) => Lost.Add(piece);

    public override void StoreFailed(PieceIndex piece, string reason) => StoreFailures.Add(reason);

    public override void Complete() => Completions++;
}
