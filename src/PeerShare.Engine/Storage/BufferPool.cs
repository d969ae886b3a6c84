using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The memory for pieces on their way, shared by all swarms of a node and bounded by one budget, which first pieces alone may
/// overdraw up to twice: a swarm whose peers are slow or silent keeps no other one from its first. Arrays are kept by length
/// (powers of two) for the next piece, and let go when nothing is being received.</summary>
internal sealed class BufferPool : IDisposable
{
    /// <summary>64 MiB.</summary>
    public const long DefaultBudget = 64 << 20;

    /// <summary>So many pieces may be on their way whatever their length: with one alone nothing is received while it is hashed.</summary>
    public const int FewestPieces = 2;

    /// <summary>Arrays are kept for so long after the last piece.</summary>
    public static readonly TimeSpan KeptIdle = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Stack<byte[]>[] idle;
    private readonly long budget;
    private readonly ITimer trimming;
    private readonly BufferLine line = new();
    private long rentedBytes;
    private long idleBytes;
    private int rented;

    public BufferPool(long budget = DefaultBudget, TimeProvider? time = null)
    {
        this.budget = budget;
        idle = [.. Enumerable.Range(0, 32).Select(_ => new Stack<byte[]>())];
        trimming = (time ?? TimeProvider.System).CreateTimer(_ => Trim(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bytes that are rented or kept.</summary>
    public long Held
    {
        get
        {
            lock (gate)
            {
                return rentedBytes + idleBytes;
            }
        }
    }

    /// <summary>A share for one more swarm.</summary>
    /// <param name="invited">Told, on any thread, that a piece that was refused may be had now: only pass the word on.</param>
    public BufferShare Share(Action invited) => new(this, invited);

    public void Dispose() => trimming.Dispose();

    internal bool TryRent(BufferShare share, int length, [NotNullWhen(true)] out PieceBuffer? buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var capacity = CapacityOf(length);
        byte[]? memory;
        buffer = null;
        lock (gate)
        {
            if (!MayHave(share, capacity))
            {
                line.Wait(share, capacity);
                return false;
            }

            line.Leave(share);
            Count(share, 1, capacity);
            memory = TakeIdle(capacity);
        }

        buffer = new PieceBuffer(share, memory ?? GC.AllocateUninitializedArray<byte>(capacity), length);
        return true;
    }

    internal void Return(BufferShare share, byte[] memory)
    {
        List<BufferShare> next;
        lock (gate)
        {
            Count(share, -1, -memory.Length);
            idleBytes += memory.Length;
            idle[BitOperations.Log2((uint)memory.Length)].Push(memory);
            next = line.Invite(MayHave);
            if (rented == 0)
            {
                trimming.Change(KeptIdle, Timeout.InfiniteTimeSpan);
            }
        }

        next.ForEach(invited => invited.Invite());
    }

    internal void Leave(BufferShare share)
    {
        List<BufferShare> next;
        lock (gate)
        {
            line.Leave(share);
            next = line.Invite(MayHave);
        }

        next.ForEach(invited => invited.Invite());
    }

    private bool MayHave(BufferShare share, int capacity)
    {
        var promised = line.PromisedBeside(share);
        var bytes = rentedBytes + promised.Bytes + capacity;
        return (bytes <= budget && !line.IsBehindAnother(share))
            || (bytes <= 2 * budget && share.Pieces == 0)
            || rented + promised.Pieces < FewestPieces;
    }

    private void Count(BufferShare share, int pieces, int bytes)
    {
        share.Pieces += pieces;
        share.Bytes += bytes;
        rented += pieces;
        rentedBytes += bytes;
    }

    private static int CapacityOf(int length) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, PieceLayout.BlockSize));

    private byte[]? TakeIdle(int capacity)
    {
        if (idle[BitOperations.Log2((uint)capacity)].TryPop(out var memory))
        {
            idleBytes -= capacity;
        }

        // What is kept for other lengths counts too.
        while (idleBytes > 0 && rentedBytes + idleBytes > budget)
        {
            idleBytes -= idle.First(stack => stack.Count > 0).Pop().Length;
        }

        return memory;
    }

    private void Trim()
    {
        lock (gate)
        {
            if (rented > 0 || idleBytes == 0)
            {
                return;
            }

            Array.ForEach(idle, stack => { stack.Clear(); stack.TrimExcess(); });
            idleBytes = 0;
        }

        // An idle engine allocates next to nothing: without being asked the collector would keep the pages for hours.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
