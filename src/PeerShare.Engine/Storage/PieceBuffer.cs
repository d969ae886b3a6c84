using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The memory of one piece from its first block until it is written. Whoever touches the memory holds a lease: a
/// writer of one block for the length of a copy, a reader from hashing to writing. Leases are given until
/// <see cref="Close"/>, and the last one returned gives the memory back, so nobody ever touches memory that has become
/// another piece's. Every slot is taken once, so nobody writes into a piece that is whole.</summary>
internal sealed class PieceBuffer
{
    private const int Closed = 1 << 30;

    private readonly BufferShare share;
    private readonly byte[] memory;
    private readonly bool[] taken;
    private int leases;
    private int filled;

    internal PieceBuffer(BufferShare share, byte[] memory, int length)
    {
        this.share = share;
        this.memory = memory;
        Length = length;
        taken = new bool[(length + PieceLayout.BlockSize - 1) / PieceLayout.BlockSize];
    }

    /// <summary>Length of the piece in bytes.</summary>
    public int Length { get; }

    /// <summary>Every block is there.</summary>
    public bool IsWhole => Volatile.Read(ref filled) == taken.Length;

    /// <summary>Copies one of our blocks to its place.</summary>
    /// <returns>False when the slot is filled or just being filled, or the buffer closed: the bytes came too late.</returns>
    /// <exception cref="ArgumentException">The block is none of this piece's, or the data is not of its length.</exception>
    public bool TryFill(BlockRange block, ReadOnlySpan<byte> data)
    {
        RefuseForeign(block, data.Length);
        if (!TryEnter())
        {
            return false;
        }

        var ours = !Interlocked.Exchange(ref taken[block.Block], true);
        if (ours)
        {
            data.CopyTo(memory.AsSpan(block.Begin));
            Interlocked.Increment(ref filled);
        }

        Leave();
        return ours;
    }

    /// <summary>The whole piece, for hashing and writing. Dispose the reading when done.</summary>
    /// <returns>False when the buffer is closed or not whole.</returns>
    public bool TryRead(out Reading reading)
    {
        var open = IsWhole && TryEnter();
        reading = open ? new Reading(this) : default;
        return open;
    }

    /// <summary>No lease is given any more; the memory goes back when none is out. Closing twice is closing once.</summary>
    public void Close()
    {
        var before = Interlocked.Or(ref leases, Closed);
        if (before == 0)
        {
            GiveBack();
        }
    }

    private void RefuseForeign(BlockRange block, int length)
    {
        var expected = Math.Min(PieceLayout.BlockSize, Length - block.Begin);
        if (block.Begin < 0 || block.Begin % PieceLayout.BlockSize != 0 || block.Length != expected || length != expected)
        {
            throw new ArgumentException($"{block} with {length} bytes is no block of a piece of {Length}", nameof(block));
        }
    }

    private bool TryEnter()
    {
        while (true)
        {
            var now = Volatile.Read(ref leases);
            if ((now & Closed) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref leases, now + 1, now) == now)
            {
                return true;
            }
        }
    }

    private void Leave()
    {
        // Once closed the number only falls, so exactly one leaver (or Close itself) sees it reach zero.
        if (Interlocked.Decrement(ref leases) == Closed)
        {
            GiveBack();
        }
    }

    private void GiveBack() => share.Return(memory);

    /// <summary>A lease on a whole piece: nobody writes to it, and it is nobody else's until this is disposed.</summary>
    internal readonly ref struct Reading
    {
        private readonly PieceBuffer buffer;

        internal Reading(PieceBuffer buffer) => this.buffer = buffer;

        public ReadOnlyMemory<byte> Data => buffer.memory.AsMemory(0, buffer.Length);

        public void Dispose() => buffer.Leave();
    }
}
