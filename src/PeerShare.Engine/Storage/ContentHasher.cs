using System.Security.Cryptography;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Hashes a file or folder into the pieces of a v1 torrent, with all cores.</summary>
public static class ContentHasher
{
    /// <summary>Bytes read at a time: they are still in the core's own cache when they are hashed, whatever the length of a piece.</summary>
    private const int Stretch = 128 << 10;

    /// <param name="source">What is to be shared.</param>
    /// <param name="layout">Of the source's total length.</param>
    /// <param name="progress">Told the number of bytes hashed so far, from several threads.</param>
    /// <param name="stopping">Ends it early.</param>
    /// <returns>SHA-1 of every piece, 20 bytes each, one after the other: the <c>pieces</c> of a torrent (BEP 3).</returns>
    /// <exception cref="IOException">A file is unreadable, or was changed since the source was listed.</exception>
    public static async Task<byte[]> HashAsync(
        SourceContent source, PieceLayout layout, IProgress<long>? progress, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNotEqual(layout.TotalLength, source.TotalLength, nameof(layout));
        var folder = new ContentFolder(source.Root);
        using var files = new ContentFiles(folder, source.Files);
        var hashes = new byte[layout.PieceCount * SHA1.HashSizeInBytes];
        var done = 0L;
        var before = Stamps(source, folder);
        try
        {
            await PieceSweep.RunAsync(layout.PieceCount, Math.Min(layout.PieceLength, Stretch), Hash, stopping).ConfigureAwait(false);
        }
        catch (IOException)
        {
            RefuseRemoved(source, Stamps(source, folder));
            throw;
        }

        RefuseChanged(source, before, Stamps(source, folder));
        return hashes;

        void Hash(int number, byte[] buffer)
        {
            var piece = layout.Index(number);
            var (begin, end) = (layout.OffsetOf(piece), layout.OffsetOf(piece) + layout.LengthOf(piece));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            for (var offset = begin; offset < end; offset += buffer.Length)
            {
                var data = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset));
                if (files.Read(offset, data) < data.Length)
                {
                    throw new IOException($"a file of {source.Name} became shorter while it was hashed");
                }

                hash.AppendData(data);
            }

            hash.GetHashAndReset(hashes.AsSpan(number * SHA1.HashSizeInBytes));
            progress?.Report(Interlocked.Add(ref done, end - begin));
        }
    }

    private static List<(long? Length, DateTime? Written)> Stamps(SourceContent source, ContentFolder folder) =>
        [.. source.Files.Select(file => folder.Find(file.RelativePath)).Select(file => (file?.Length, file?.LastWriteTimeUtc))];

    private static void RefuseRemoved(SourceContent source, List<(long? Length, DateTime? Written)> after)
    {
        if (after.FindIndex(stamp => stamp.Length is null) is >= 0 and var number)
        {
            throw new IOException($"{source.Files[number].RelativePath} was removed while it was hashed: put it back and try again");
        }
    }

    private static void RefuseChanged(
        SourceContent source, List<(long? Length, DateTime? Written)> before, List<(long? Length, DateTime? Written)> after)
    {
        RefuseRemoved(source, after);
        for (var number = 0; number < source.Files.Count; number++)
        {
            if (after[number] != before[number] || after[number].Length != source.Files[number].Length)
            {
                throw new IOException($"{source.Files[number].RelativePath} was changed while it was hashed: try again when nobody writes to it");
            }
        }
    }
}
