namespace PeerShare.Protocol.Torrents;

/// <summary>One file of a torrent.</summary>
/// <param name="Path">Names that lead to it, checked by <see cref="SafePath"/>: of a single file just its name, else
/// relative to the directory that has the torrent's name.</param>
/// <param name="Length">Length in bytes; may be 0.</param>
/// <param name="Offset">Where it begins in the torrent's content, in bytes.</param>
/// <param name="IsPadding">Zeros that only move the next file to a piece's border (BEP 47): serve them, never write or request them.</param>
public sealed record TorrentFile(IReadOnlyList<string> Path, long Length, long Offset, bool IsPadding);
