using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>The blocks that one link was asked for, each with the buffer that it goes to. The swarm's loop adds and strikes,
/// the link's reader fills.</summary>
internal sealed class LinkRequests
{
    private readonly Lock gate = new();
    private readonly Dictionary<ulong, PieceBuffer> asked = [];

    public void Add(BlockRange block, PieceBuffer into)
    {
        lock (gate)
        {
            asked[KeyOf(block)] = into;
        }
    }

    /// <returns>False when it is not there: not asked for, or already taken by the reader.</returns>
    public bool Strike(BlockRange block)
    {
        lock (gate)
        {
            return asked.Remove(KeyOf(block));
        }
    }

    /// <summary>Puts the block where it belongs, when it was asked for.</summary>
    public BlockFate Fill(BlockRange block, ReadOnlySpan<byte> data)
    {
        PieceBuffer? into;
        lock (gate)
        {
            if (!asked.Remove(KeyOf(block), out into))
            {
                return BlockFate.Unrequested;
            }
        }

        return into.TryFill(block, data) ? BlockFate.Filled : BlockFate.Late;
    }

    private static ulong KeyOf(BlockRange block) => ((ulong)block.Piece.Value << 32) | (uint)block.Begin;
}
