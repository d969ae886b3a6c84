using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>The memory of one piece, from Reserve to Store or Release, as the real buffer's leases make it behave: a slot is
/// filled once, and nothing is filled after closing. Content is only right or wrong.</summary>
internal sealed class PieceSlots(int blocks)
{
    private readonly bool[] filled = new bool[blocks];
    private int missing = blocks;

    public bool IsClosed { get; private set; }

    public bool IsWhole => missing == 0;

    /// <summary>Who put wrong bytes in.</summary>
    public HashSet<PeerId> WrongFrom { get; } = [];

    public bool IsFilled(int block) => filled[block];

    public bool TryFill(int block, bool wrong, PeerId from)
    {
        if (IsClosed || filled[block])
        {
            return false;
        }

        filled[block] = true;
        missing--;
        if (wrong)
        {
            WrongFrom.Add(from);
        }

        return true;
    }

    public void Close() => IsClosed = true;
}
