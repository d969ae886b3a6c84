using System.Diagnostics.CodeAnalysis;

namespace PeerShare.Engine.Storage;

/// <summary>What one swarm has of the memory for pieces.</summary>
/// <param name="pool">Whose memory it is.</param>
/// <param name="invited">Told, on any thread, that a piece that was refused may be had now: only pass the word on.</param>
internal sealed class BufferShare(BufferPool pool, Action invited) : IDisposable
{
    /// <summary>Rented at present. This and what follows is the pool's, under its lock.</summary>
    public long Bytes { get; set; }

    /// <summary>Rented at present.</summary>
    public int Pieces { get; set; }

    /// <summary>Bytes of the piece that was refused last.</summary>
    public int Wanted { get; set; }

    /// <summary>What is wanted is kept free for this swarm.</summary>
    public bool IsInvited { get; set; }

    public void Invite() => invited();

    /// <param name="length">Of the piece, in bytes.</param>
    /// <param name="buffer">Empty; close it to give it back.</param>
    /// <returns>False when there is none at present: an invitation follows.</returns>
    public bool TryRent(int length, [NotNullWhen(true)] out PieceBuffer? buffer) => pool.TryRent(this, length, out buffer);

    /// <summary>What was kept free after an invitation, and was not rented since, is for others.</summary>
    public void Decline()
    {
        if (IsInvited)
        {
            pool.Leave(this);
        }
    }

    /// <summary>Called by a buffer, once, when no lease on it is out.</summary>
    public void Return(byte[] memory) => pool.Return(this, memory);

    /// <summary>Nothing is wanted any more; what is rented may still be returned.</summary>
    public void Dispose() => pool.Leave(this);
}
