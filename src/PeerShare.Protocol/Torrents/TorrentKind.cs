namespace PeerShare.Protocol.Torrents;

/// <summary>Which hashes describe a torrent's content.</summary>
public enum TorrentKind
{
    /// <summary>SHA-1 of pieces (BEP 3).</summary>
    V1,

    /// <summary>SHA-256 Merkle trees of files (BEP 52).</summary>
    V2,

    /// <summary>Both; usable as <see cref="V1"/>.</summary>
    Hybrid,
}
