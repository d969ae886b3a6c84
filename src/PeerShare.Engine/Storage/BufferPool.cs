using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The memory for pieces on their way, shared by all swarms of a node and bounded by one budget. Arrays are kept by
/// length (powers of two) for the next piece, and let go when nothing is being received.</summary>
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
    private long rentedBytes;
    private long idleBytes;
    private int rented;
    private bool refused;

    public BufferPool(long budget = DefaultBudget, TimeProvider? time = null)
    {
        this.budget = budget;
        idle = [.. Enumerable.Range(0, 32).Select(_ => new Stack<byte[]>())];
        trimming = (time ?? TimeProvider.System).CreateTimer(_ => Trim(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Memory was returned after somebody was refused. Raised on the returning thread: only pass the word on.</summary>
    public event Action? Freed;

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

    /// <param name="length">Of the piece, in bytes.</param>
    /// <param name="buffer">Empty; close it to give it back.</param>
    /// <returns>False when the budget is used up: <see cref="Freed"/> follows.</returns>
    public bool TryRent(int length, [NotNullWhen(true)] out PieceBuffer? buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var capacity = CapacityOf(length);
        byte[]? memory;
        buffer = null;
        lock (gate)
        {
            if (rented >= FewestPieces && rentedBytes + capacity > budget)
            {
                refused = true;
                return false;
            }

            rented++;
            rentedBytes += capacity;
            memory = TakeIdle(capacity);
        }

        buffer = new PieceBuffer(this, memory ?? GC.AllocateUninitializedArray<byte>(capacity), length);
        return true;
    }

    public void Dispose() => trimming.Dispose();

    /// <summary>Called by a buffer, once, when no lease on it is out.</summary>
    internal void Return(byte[] memory)
    {
        Action? told;
        lock (gate)
        {
            rented--;
            rentedBytes -= memory.Length;
            idleBytes += memory.Length;
            idle[BitOperations.Log2((uint)memory.Length)].Push(memory);
            told = refused ? Freed : null;
            refused = false;
            if (rented == 0)
            {
                trimming.Change(KeptIdle, Timeout.InfiniteTimeSpan);
            }
        }

        told?.Invoke();
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
