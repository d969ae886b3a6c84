using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>Reads and checks an <c>info</c> dictionary of any kind, one step after the other; a step answers what is wrong, or
/// null.</summary>
internal sealed class InfoReader
{
    private const int MetaVersion = 2;
    private const int LeastV2PieceLength = 16_384;
    private const int LongestCertificate = 65_536;

    private readonly BencodeDictionary info;
    private readonly FileListing listing = new();
    private TorrentKind kind;
    private string name = "";
    private int pieceLength;
    private PieceLayout? layout;
    private ReadOnlyMemory<byte> pieceHashes;

    private InfoReader(BencodeDictionary info) => this.info = info;

    public static bool TryRead(
        BencodeDictionary info,
        [NotNullWhen(true)] out InfoContent? content,
        [NotNullWhen(false)] out string? error)
    {
        var reader = new InfoReader(info);
        error = reader.ReadKind()
            ?? reader.ReadName()
            ?? reader.ReadPieceLength()
            ?? reader.ReadFiles()
            ?? reader.ReadPieces()
            ?? reader.CheckCertificate();
        content = error is null ? reader.Content() : null;
        return content is not null;
    }

    private string? ReadKind()
    {
        if (info["meta version"] is not null && info.Number("meta version") != MetaVersion)
        {
            return "its version of the format is not known";
        }

        kind = info["meta version"] is null ? TorrentKind.V1
            : info["pieces"] is null ? TorrentKind.V2
            : TorrentKind.Hybrid;
        return null;
    }

    private string? ReadName()
    {
        name = info.Text("name") ?? "";
        return info.Text("name") is null ? "its name is missing or not UTF-8 text" : SafePath.FaultOf(name);
    }

    private string? ReadPieceLength()
    {
        pieceLength = info.Number("piece length", 1, PieceLayout.LargestPiece) ?? 0;
        var good = pieceLength > 0 && (kind == TorrentKind.V1 || (pieceLength >= LeastV2PieceLength && BitOperations.IsPow2(pieceLength)));
        return good ? null : "its piece length is missing or out of bounds";
    }

    private string? ReadFiles() => kind switch
    {
        TorrentKind.V1 => FileList.Read(info, name, listing),
        TorrentKind.V2 => ReadTree(listing),
        _ => FileList.Read(info, name, listing) ?? CompareHalves(),
    };

    private string? ReadTree(FileListing into) => FileTree.Read(info.Dictionary("file tree"), pieceLength, into);

    /// <summary>Both halves of a hybrid must describe the same files at the same places (BEP 52), or two clients would see two contents.</summary>
    private string? CompareHalves()
    {
        var tree = new FileListing();
        return ReadTree(tree) ?? (Places(listing).SequenceEqual(Places(tree)) ? null : "its two lists of files differ");
    }

    private static IEnumerable<(string Path, long Length, long Offset)> Places(FileListing files) =>
        from file in files.Files
        where !file.IsPadding
        select (string.Join('/', file.Path), file.Length, file.Length == 0 ? 0 : file.Offset);

    private string? ReadPieces()
    {
        if (!PieceLayout.TryCreate(listing.End, pieceLength, out layout))
        {
            return "it has too many pieces";
        }

        pieceHashes = info.Bytes("pieces") ?? default;
        return kind == TorrentKind.V2 || pieceHashes.Length == layout.PieceCount * SHA1.HashSizeInBytes
            ? null
            : $"it has {layout.PieceCount} pieces and {pieceHashes.Length} bytes of hashes";
    }

    private string? CheckCertificate() =>
        info["ssl-cert"] is null || info.Text("ssl-cert") is { Length: <= LongestCertificate } ? null : "its certificate is not a short text";

    private InfoContent Content()
    {
        var v2Hash = kind == TorrentKind.V1 ? null : SHA256.HashData(info.Raw.Span);
        return new InfoContent
        {
            Raw = info.Raw,
            Kind = kind,
            Hash = kind == TorrentKind.V2 ? new InfoHash(v2Hash.AsSpan(0, InfoHash.Size)) : InfoHash.Of(info.Raw.Span),
            V2Hash = v2Hash,
            Name = name,
            IsSingleFile = info["files"] is null && listing.Files is [{ Path: [var only] }] && only == name,
            Files = listing.Files,
            Layout = layout!,
            PieceHashes = pieceHashes,
            IsPrivate = info.Number("private") is not (null or 0),
            SslCertificate = info.Text("ssl-cert"),
        };
    }
}
