namespace PeerShare.Engine.Storage;

/// <summary>One file of a torrent.</summary>
/// <param name="RelativePath">Where it lies under the download folder, the torrent's name first, parts separated by <c>/</c>.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Offset">Where it begins in the torrent's content, in bytes.</param>
/// <param name="IsPadding">Zeros between two files (BEP 47): never written, and read as zeros.</param>
public sealed record StoredFile(string RelativePath, long Length, long Offset, bool IsPadding = false)
{
    /// <summary>Where the next file begins.</summary>
    internal long End => Offset + Length;
}
