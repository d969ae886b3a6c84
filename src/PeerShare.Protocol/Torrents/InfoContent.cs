using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>What the <c>info</c> value of a torrent says, checked by <see cref="InfoReader"/>.</summary>
internal sealed record InfoContent
{
    public required ReadOnlyMemory<byte> Raw { get; init; }

    public required TorrentKind Kind { get; init; }

    public required InfoHash Hash { get; init; }

    public required byte[]? V2Hash { get; init; }

    public required string Name { get; init; }

    public required bool IsSingleFile { get; init; }

    public required IReadOnlyList<TorrentFile> Files { get; init; }

    public required PieceLayout Layout { get; init; }

    public required ReadOnlyMemory<byte> PieceHashes { get; init; }

    public required bool IsPrivate { get; init; }

    public required string? SslCertificate { get; init; }
}
