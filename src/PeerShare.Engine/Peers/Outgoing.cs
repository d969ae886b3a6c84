using System.Buffers;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>What a link has still to send: encoded messages, and blocks that are read from the store when their turn comes.
/// The swarm's loop adds, the link's writer takes.</summary>
internal sealed class Outgoing : IDisposable
{
    /// <summary>Unsent bytes of messages at which a peer counts as one that does not read.</summary>
    private const int MostUnsent = 4 * 1024 * 1024;

    private const int Kept = 16 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<BlockRange> blocks = new();
    private byte[] filling = [];
    private byte[] sending = [];
    private int filled;

    /// <returns>False when too much is unsent; the message is lost and the link should end.</returns>
    public bool TryAdd(in PeerMessage message)
    {
        lock (gate)
        {
            var size = PeerCodec.MeasureOf(message);
            if (filled + size > MostUnsent)
            {
                return false;
            }

            if (filled + size > filling.Length)
            {
                Grow(filled + size);
            }

            filled += PeerCodec.Encode(message, filling.AsSpan(filled));
            return true;
        }
    }

    public void Add(BlockRange block)
    {
        lock (gate)
        {
            blocks.Enqueue(block);
        }
    }

    /// <summary>All messages so far. The bytes are valid until the next call.</summary>
    public bool TryTakeMessages(out ReadOnlyMemory<byte> messages)
    {
        lock (gate)
        {
            messages = default;
            if (sending.Length > Kept)
            {
                Return(ref sending);
            }

            if (filled == 0)
            {
                return false;
            }

            (filling, sending) = (sending, filling);
            messages = sending.AsMemory(0, filled);
            filled = 0;
            return true;
        }
    }

    /// <summary>Blocks that lie one behind the other in one piece, as many as the batch takes.</summary>
    public bool TryTakeBlocks(UploadBatch batch)
    {
        lock (gate)
        {
            batch.Clear();
            while (blocks.TryPeek(out var block) && batch.TryAdd(block))
            {
                blocks.Dequeue();
            }

            return batch.Count > 0;
        }
    }

    /// <summary>Call when nobody sends any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            Return(ref sending);
            Return(ref filling);
            filled = MostUnsent;
        }
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, 2 * filling.Length));
        filling.AsSpan(0, filled).CopyTo(larger);
        Return(ref filling);
        filling = larger;
    }

    private static void Return(ref byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = [];
        }
    }
}
