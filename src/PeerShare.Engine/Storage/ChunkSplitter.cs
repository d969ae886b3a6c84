using System.Security.Cryptography;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Splits a file into chunk files, and hashes it on the way.</summary>
public static class ChunkSplitter
{
    /// <summary>Writes <c>chunks/0</c>, <c>chunks/1</c> … in the folder; those that are right already are left as they are, and chunks
    /// of an earlier file beyond the last one are removed.</summary>
    /// <param name="source">The file.</param>
    /// <param name="folder">Made when it is missing.</param>
    /// <param name="chunkLength">In bytes; the last chunk may be shorter.</param>
    /// <param name="progress">Told the number of bytes done.</param>
    /// <param name="stopping">Ends it early; the chunks so far stay.</param>
    /// <exception cref="IOException">The file is missing, empty, unreadable, too large, or changes while it is read; or the folder is
    /// full or unwritable.</exception>
    public static async Task<SplitContent> SplitAsync(
        string source, string folder, int chunkLength, IProgress<long>? progress, CancellationToken stopping)
    {
        using var file = SourceFile.Open(source);
        if (file.Length == 0)
        {
            throw new IOException($"{source} is empty: there is nothing to share");
        }

        if (!PieceLayout.TryCreate(file.Length, chunkLength, out var layout))
        {
            throw new IOException($"{source} has {file.Length} bytes, which cannot be split into chunks of {chunkLength}");
        }

        using var chunks = new ChunkFolder(new ContentFolder(folder));
        return await Threads.Run(() => Split(file, chunks, layout, progress, stopping)).ConfigureAwait(false);
    }

    private static SplitContent Split(
        SourceFile file, ChunkFolder chunks, PieceLayout layout, IProgress<long>? progress, CancellationToken stopping)
    {
        RemoveOthers(chunks, layout);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashes = new byte[layout.PieceCount * SHA1.HashSizeInBytes];
        var stamps = new long[layout.PieceCount];
        var rewritten = 0;
        var (data, older) = (new byte[layout.PieceLength], new byte[layout.PieceLength]);
        foreach (var piece in layout.Pieces())
        {
            stopping.ThrowIfCancellationRequested();
            var chunk = data.AsSpan(0, layout.LengthOf(piece));
            file.Read(layout.OffsetOf(piece), chunk);
            SHA1.HashData(chunk, hashes.AsSpan(piece * SHA1.HashSizeInBytes));
            sha256.AppendData(chunk);
            var there = older.AsSpan(0, chunk.Length);
            if (!chunks.TryReadWhole(piece, there, out stamps[piece]) || !there.SequenceEqual(chunk))
            {
                stamps[piece] = chunks.Write(piece, chunk);
                rewritten++;
            }

            progress?.Report(layout.OffsetOf(piece) + chunk.Length);
        }

        file.RefuseChanged();
        return new SplitContent(layout, hashes, Convert.ToHexStringLower(sha256.GetHashAndReset()), rewritten, stamps);
    }

    private static void RemoveOthers(ChunkFolder chunks, PieceLayout layout)
    {
        var others = new List<int>();
        foreach (var entry in chunks.List())
        {
            if (ChunkFolder.TryNumber(entry, int.MaxValue, out var chunk) && chunk >= layout.PieceCount)
            {
                others.Add(chunk);
            }
        }

        others.ForEach(chunks.Delete);
    }
}
