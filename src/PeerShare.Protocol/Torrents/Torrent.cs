using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>The immutable description of some content (BEP 3, 12, 27, 47; BEP 52 as far as looking at it). Whatever it says has been
/// checked: names by <see cref="SafePath"/>, numbers by <see cref="PieceLayout"/>.</summary>
public sealed class Torrent
{
    /// <summary>Longest file, and longest <c>info</c> value, in bytes (10 MiB).</summary>
    public const int LargestFile = 10 << 20;

    private readonly InfoContent info;
    private readonly ReadOnlyMemory<byte> pieceLayers;

    internal Torrent(
        InfoContent info,
        IReadOnlyList<IReadOnlyList<string>> trackers,
        DateTimeOffset? created = null,
        ReadOnlyMemory<byte> pieceLayers = default)
    {
        this.info = info;
        this.pieceLayers = pieceLayers;
        Trackers = trackers;
        Created = created;
    }

    /// <summary>SHA-1 of <see cref="Info"/>; of a v2 torrent the first 20 bytes of <see cref="V2InfoHash"/>.</summary>
    public InfoHash InfoHash => info.Hash;

    /// <summary>SHA-256 of <see cref="Info"/>; null for v1.</summary>
    public ReadOnlyMemory<byte>? V2InfoHash => info.V2Hash is null ? default(ReadOnlyMemory<byte>?) : info.V2Hash;

    public TorrentKind Kind => info.Kind;

    /// <summary>Why we can look at the torrent but not share it; null when we can.</summary>
    public string? Unusable => Kind == TorrentKind.V2 ? "it is a v2 torrent without the v1 part" : null;

    public bool IsUsable => Unusable is null;

    /// <summary>Name of the single file, or of the directory that holds the files.</summary>
    public string Name => info.Name;

    /// <summary>Whether <see cref="Files"/> is one file beside the others of the download directory, or lies in a directory
    /// called <see cref="Name"/>.</summary>
    public bool IsSingleFile => info.IsSingleFile;

    /// <summary>At least one file, in the order of the content.</summary>
    public IReadOnlyList<TorrentFile> Files => info.Files;

    /// <summary>How the content, padding included, is cut. In v2 every file begins a piece, so there are gaps.</summary>
    public PieceLayout Layout => info.Layout;

    /// <summary>20 bytes for each piece; empty for v2.</summary>
    public ReadOnlyMemory<byte> PieceHashes => info.PieceHashes;

    /// <summary>Only the tracker's peers may be used (BEP 27).</summary>
    public bool IsPrivate => info.IsPrivate;

    /// <summary><c>ssl-cert</c>: the root certificate of the torrent's peers as PEM text, not looked at.</summary>
    public string? SslCertificate => info.SslCertificate;

    /// <summary>The <c>info</c> value exactly as it stood in the source.</summary>
    public ReadOnlyMemory<byte> Info => info.Raw;

    /// <summary>Tiers of http, https and udp addresses (BEP 12).</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; }

    public DateTimeOffset? Created { get; }

    /// <summary>Reads a .torrent file.</summary>
    /// <param name="file">The bytes; not copied, so they may not change while the torrent is in use.</param>
    /// <param name="torrent">The torrent, or null.</param>
    /// <param name="error">Why it was refused, as a readable line, or null.</param>
    public static bool TryParse(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out Torrent? torrent, [NotNullWhen(false)] out string? error) =>
        TorrentReader.TryReadFile(file, out torrent, out error);

    /// <summary>Reads an <c>info</c> value that came from a peer (BEP 9).</summary>
    /// <param name="info">The bytes; not copied.</param>
    /// <param name="expected">What their SHA-1 must be.</param>
    /// <param name="torrent">The torrent, without trackers, or null.</param>
    /// <param name="error">Why it was refused, as a readable line, or null.</param>
    public static bool TryParseInfo(
        ReadOnlyMemory<byte> info,
        InfoHash expected,
        [NotNullWhen(true)] out Torrent? torrent,
        [NotNullWhen(false)] out string? error)
    {
        InfoContent? content = null;
        error = InfoHash.Of(info.Span) == expected ? null : "the metadata does not match its info-hash";
        torrent = error is null && TorrentReader.TryReadContent(info, out content, out error) ? new Torrent(content, []) : null;
        return torrent is not null;
    }

    /// <summary>SHA-1 of a piece.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The torrent is v2 only.</exception>
    public ReadOnlySpan<byte> HashOf(PieceIndex piece) =>
        PieceHashes.Span.Slice(piece.Value * SHA1.HashSizeInBytes, SHA1.HashSizeInBytes);

    /// <summary>Are these the bytes of that piece?</summary>
    public bool Check(PieceIndex piece, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(data, hash);
        return data.Length == Layout.LengthOf(piece) && hash.SequenceEqual(HashOf(piece));
    }

    /// <summary>The same for those who announce elsewhere.</summary>
    public Torrent WithoutTrackers() => new(info, [], null, pieceLayers);

    /// <summary>A whole .torrent file; <see cref="Info"/> goes in as it stands.</summary>
    public byte[] Encode() => BencodeWriter.Encode(writer =>
    {
        writer.BeginDictionary();
        TrackerList.Write(writer, Trackers);
        writer.Number("creation date", Created?.ToUnixTimeSeconds()).Key("info").Raw(Info.Span);
        if (!pieceLayers.IsEmpty)
        {
            writer.Key("piece layers").Raw(pieceLayers.Span);
        }

        writer.End();
    });
}
