using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>The memory of a node's started pieces, and their way to its disk.</summary>
/// <param name="node">Whose.</param>
/// <param name="post">Where outcomes go.</param>
internal sealed class SimulatedDisk(SwarmNode node, Action<SwarmEvent> post)
{
    private readonly Dictionary<PieceIndex, PieceSlots> started = [];
    private bool wasRefused;

    public IReadOnlyDictionary<PieceIndex, PieceSlots> Started => started;

    /// <summary>Pieces that are being hashed or written.</summary>
    public int Storing { get; private set; }

    public bool Reserve(PieceIndex piece)
    {
        wasRefused = started.Count + Storing >= node.Setup.Memory;
        if (!wasRefused)
        {
            started.Add(piece, new PieceSlots(node.Simulator.Layout.BlocksOf(piece)));
        }

        return !wasRefused;
    }

    public void Release(PieceIndex piece)
    {
        started.Remove(piece, out var slots);
        slots!.Close();
        TellIfRefused();
    }

    /// <summary>The outcome comes after the time that hashing and writing take.</summary>
    public void Store(PieceIndex piece)
    {
        started.Remove(piece, out var slots);
        if (!slots!.IsWhole)
        {
            throw new InvalidOperationException($"piece {piece} of node {node.Number} is stored before it is whole");
        }

        Storing++;
        if (slots.WrongFrom.Count > 0)
        {
            node.Simulator.Heap.In(node.Setup.Hashing, () => Done(slots, new SwarmEvent.PieceCorrupt(piece)));
        }
        else
        {
            node.Simulator.Heap.In(node.Setup.Hashing + node.Setup.Writing, () => Write(piece, slots));
        }
    }

    private void Write(PieceIndex piece, PieceSlots slots)
    {
        if (node.DiskIsFull)
        {
            Done(slots, new SwarmEvent.StoreFailed(piece, "the disk is full"));
            return;
        }

        if (IsOfThisLife)
        {
            node.Stored.Set(piece);
        }

        Done(slots, new SwarmEvent.PieceStored(piece));
    }

    private bool IsOfThisLife => node.IsAlive && node.Owns(this);

    private void Done(PieceSlots slots, SwarmEvent outcome)
    {
        slots.Close();
        Storing--;
        if (IsOfThisLife)
        {
            TellIfRefused();
            post(outcome);
        }
    }

    private void TellIfRefused()
    {
        if (wasRefused)
        {
            wasRefused = false;
            post(new SwarmEvent.MemoryFreed());
        }
    }
}
