using System.Buffers;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Neighbouring blocks of one piece on their way to a peer: one read from the store, straight behind their headers, and one
/// send. Takes few blocks at a time for a slow peer, so that little is committed to it and cancels still help.</summary>
internal sealed class UploadBatch : IDisposable
{
    private const int MostBlocks = 16;
    private const int QuickBatches = 8;
    private const int QuickMilliseconds = 20;
    private const int SlowMilliseconds = 100;
    private const int LargestBytes = MostBlocks * (PeerCodec.BlockHeaderSize + PieceLayout.BlockSize);

    private readonly List<BlockRange> blocks = new(MostBlocks);
    private readonly List<Memory<byte>> targets = new(MostBlocks);
    private byte[] bytes = [];
    private int length;
    private int limit = 2;
    private int quick;

    public int Count => blocks.Count;

    public IReadOnlyList<BlockRange> Blocks => blocks;

    /// <summary>It took many of the longest batches at once.</summary>
    public bool PeerIsFast => quick >= QuickBatches;

    /// <summary>Bytes of the blocks, without headers.</summary>
    public int BlockBytes => length - (blocks.Count * PeerCodec.BlockHeaderSize);

    public void Clear()
    {
        blocks.Clear();
        length = 0;
    }

    /// <returns>False when the block does not follow the last one, or the batch is full.</returns>
    public bool TryAdd(BlockRange block)
    {
        var size = PeerCodec.BlockHeaderSize + block.Length;
        if (blocks.Count > 0 && (blocks.Count >= limit || length + size > LargestBytes || !Follows(blocks[^1], block)))
        {
            return false;
        }

        blocks.Add(block);
        length += size;
        return true;
    }

    /// <summary>Reads the blocks; the bytes to send are valid until the next call.</summary>
    /// <exception cref="IOException">The store cannot read them.</exception>
    public ReadOnlyMemory<byte> Read(IPieceStore store)
    {
        Rent(length);
        targets.Clear();
        var at = 0;
        foreach (var block in blocks)
        {
            PeerCodec.EncodeBlockHeader(block, bytes.AsSpan(at));
            targets.Add(bytes.AsMemory(at + PeerCodec.BlockHeaderSize, block.Length));
            at += PeerCodec.BlockHeaderSize + block.Length;
        }

        store.Read(blocks[0].Piece, blocks[0].Begin, targets);
        return bytes.AsMemory(0, length);
    }

    /// <summary>Learns from how long the last batch took to go out.</summary>
    public void Adapt(long milliseconds)
    {
        if (milliseconds < QuickMilliseconds)
        {
            quick += limit == MostBlocks ? 1 : 0;
            limit = Math.Min(2 * limit, MostBlocks);
            return;
        }

        quick = 0;
        if (milliseconds > SlowMilliseconds)
        {
            limit = Math.Max(limit / 2, 1);
        }
    }

    /// <summary>Gives the memory back while there is nothing to send.</summary>
    public void Dispose()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = [];
        }
    }

    private static bool Follows(BlockRange before, BlockRange block) =>
        block.Piece == before.Piece && block.Begin == before.Begin + before.Length;

    private void Rent(int size)
    {
        if (bytes.Length < size)
        {
            Dispose();
            bytes = ArrayPool<byte>.Shared.Rent(size);
        }
    }
}
