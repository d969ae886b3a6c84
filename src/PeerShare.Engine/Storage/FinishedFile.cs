namespace PeerShare.Engine.Storage;

/// <summary>A complete file as it was when it was checked last: of the same length and time stamp it needs no hashing.</summary>
/// <param name="File">Its number among the torrent's files.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Stamp">Last write in ticks, UTC.</param>
/// <param name="Digest">SHA-256 of the file, 32 bytes, where it was computed; otherwise empty or zeros.</param>
internal sealed record FinishedFile(int File, long Length, long Stamp, ReadOnlyMemory<byte> Digest = default)
{
    public const int DigestLength = 32;

    public bool Is(FileInfo? file) =>
        file is { Exists: true } && file.Length == Length && file.LastWriteTimeUtc.Ticks == Stamp;
}
