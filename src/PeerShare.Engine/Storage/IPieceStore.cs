using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Where the pieces of one torrent lie. Reads and writes are positional and may come from several threads at
/// once, for different pieces. Methods block on the disk: call them off the swarm's loop.</summary>
public interface IPieceStore : IAsyncDisposable
{
    PieceLayout Layout { get; }

    /// <summary>Finds what is already there, trusting the journal where it may be trusted and hashing the rest.</summary>
    /// <param name="check">True when these bytes are that piece.</param>
    /// <param name="progress">Told the number of pieces that were hashed so far.</param>
    /// <param name="stopping">Ends the check early.</param>
    /// <returns>The pieces that are there and verified.</returns>
    /// <exception cref="IOException">The place cannot be used; the message says why and what to try.</exception>
    Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping);

    /// <summary>Fills the buffers, one after the other, from one stretch of a stored piece.</summary>
    /// <exception cref="IOException">Missing, shortened or unreadable.</exception>
    void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers);

    /// <summary>Writes a whole verified piece and notes it in the journal.</summary>
    /// <exception cref="IOException">Full or unwritable; nothing is noted.</exception>
    void Write(PieceIndex piece, ReadOnlyMemory<byte> data);

    /// <summary>Everything is there: sync, set final names, put together what is in parts.</summary>
    /// <exception cref="IOException">Full or unwritable.</exception>
    Task CompleteAsync(CancellationToken stopping);
}

/// <summary>Are these bytes that piece?</summary>
public delegate bool PieceCheck(PieceIndex piece, ReadOnlySpan<byte> data);
