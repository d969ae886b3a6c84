using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The pieces that a store holds, asked by the threads that read and told by those that write.</summary>
internal sealed class HeldPieces(int count)
{
    private readonly Lock gate = new();
    private Bitfield bits = new(count);

    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return bits.IsFull;
            }
        }
    }

    public bool Add(int piece)
    {
        lock (gate)
        {
            return bits.Set(piece);
        }
    }

    public bool Remove(int piece)
    {
        lock (gate)
        {
            return bits.Clear(piece);
        }
    }

    public void Replace(Bitfield held)
    {
        lock (gate)
        {
            bits = held.Copy();
        }
    }

    public Bitfield Copy()
    {
        lock (gate)
        {
            return bits.Copy();
        }
    }

    /// <exception cref="IOException">It is not held.</exception>
    public void Demand(PieceIndex piece)
    {
        lock (gate)
        {
            if (!bits[piece])
            {
                throw new IOException($"piece {piece} is not stored here");
            }
        }
    }
}
