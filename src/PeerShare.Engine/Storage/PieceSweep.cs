using System.Collections.Concurrent;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Goes once through many pieces with all cores, each with a buffer of its own.</summary>
internal static class PieceSweep
{
    /// <summary>What all the buffers may take together, if one alone does not take more.</summary>
    private const int MostMemory = 64 << 20;

    /// <param name="count">Visits 0 to count less one, about in this order.</param>
    /// <param name="bufferLength">In bytes.</param>
    /// <param name="visit">Called on several threads at once; the first exception ends the sweep.</param>
    /// <param name="stopping">Ends it early.</param>
    public static async Task RunAsync(int count, int bufferLength, Action<int, byte[]> visit, CancellationToken stopping)
    {
        var workers = Math.Min(count, Math.Clamp(MostMemory / bufferLength, 1, Environment.ProcessorCount));
        var next = -1;
        var tasks = Enumerable.Range(0, workers).Select(_ => Threads.Run(Work)).ToArray();
        await Task.WhenAll(tasks).ConfigureAwait(false);

        void Work()
        {
            var buffer = GC.AllocateUninitializedArray<byte>(bufferLength);
            try
            {
                for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
                {
                    stopping.ThrowIfCancellationRequested();
                    visit(number, buffer);
                }
            }
            catch
            {
                Volatile.Write(ref next, count);
                throw;
            }
        }
    }

    /// <summary>Hashes pieces that may be there.</summary>
    /// <param name="layout">Of the torrent.</param>
    /// <param name="pieces">Those to be hashed.</param>
    /// <param name="read">Reads a whole piece; false when it is not all there.</param>
    /// <param name="check">Compares the hash.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="stopping">Ends it early.</param>
    /// <returns>Those that are right.</returns>
    public static async Task<IReadOnlyCollection<PieceIndex>> VerifyAsync(
        PieceLayout layout,
        IReadOnlyList<PieceIndex> pieces,
        Func<PieceIndex, Memory<byte>, bool> read,
        PieceCheck check,
        IProgress<int>? progress,
        CancellationToken stopping)
    {
        var right = new ConcurrentBag<PieceIndex>();
        var done = 0;
        await RunAsync(pieces.Count, layout.PieceLength, Verify, stopping).ConfigureAwait(false);
        return right;

        void Verify(int number, byte[] buffer)
        {
            var piece = pieces[number];
            var whole = buffer.AsMemory(0, layout.LengthOf(piece));
            if (read(piece, whole) && check(piece, whole.Span))
            {
                right.Add(piece);
            }

            progress?.Report(Interlocked.Increment(ref done));
        }
    }
}
