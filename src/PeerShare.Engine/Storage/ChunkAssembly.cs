using System.Security.Cryptography;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Puts the whole file together from its chunks, checking each again.</summary>
internal sealed class ChunkAssembly(PieceLayout layout, ChunkFolder chunks, PieceCheck check)
{
    /// <summary>An existing file of that name stays when it is the same; another is never written over.</summary>
    /// <returns>The file, and its SHA-256.</returns>
    /// <exception cref="ChunksLostException">These do not match any more.</exception>
    /// <exception cref="IOException">Full, unwritable, or another file has the name.</exception>
    public FinishedFile Run(ContentFolder folder, string name, CancellationToken stopping)
    {
        using var whole = WholeFile.Begin(folder, name);
        var digest = Copy(whole, stopping);
        if (folder.Find(name) is { } older)
        {
            RefuseOther(older, digest);
        }
        else
        {
            RandomAccess.FlushToDisk(whole.Handle);
            whole.Finish(replace: false);
        }

        return new FinishedFile(0, layout.TotalLength, File.GetLastWriteTimeUtc(folder.PathOf(name)).Ticks, digest);
    }

    private byte[] Copy(WholeFile whole, CancellationToken stopping)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lost = new List<PieceIndex>();
        var buffer = new byte[layout.PieceLength];
        foreach (var piece in layout.Pieces())
        {
            stopping.ThrowIfCancellationRequested();
            var data = buffer.AsSpan(0, layout.LengthOf(piece));
            if (!chunks.TryReadWhole(piece, data, out _) || !check(piece, data))
            {
                lost.Add(piece);
            }
            else if (lost.Count == 0)
            {
                sha256.AppendData(data);
                RandomAccess.Write(whole.Handle, data, layout.OffsetOf(piece));
            }
        }

        return lost.Count == 0 ? sha256.GetHashAndReset() : throw new ChunksLostException(lost);
    }

    private static void RefuseOther(FileInfo older, byte[] digest)
    {
        using var stream = ContentFolder.Guarded(older.OpenRead);
        if (!SHA256.HashData(stream).AsSpan().SequenceEqual(digest))
        {
            throw new IOException($"{older.FullName} is there and is another file: move it away");
        }
    }
}
