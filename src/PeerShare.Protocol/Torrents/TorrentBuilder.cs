using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>Makes v1 torrents from what is known of the files; reads no file itself.</summary>
public static class TorrentBuilder
{
    /// <summary>A torrent that <see cref="Torrent.TryParse"/> reads back.</summary>
    /// <param name="name">Name of the file or the directory.</param>
    /// <param name="files">Paths relative to the directory, and lengths in bytes; of a single file only the length counts.</param>
    /// <param name="singleFile">One file and no directory.</param>
    /// <param name="pieceLength">Length of a piece in bytes.</param>
    /// <param name="pieceHashes">SHA-1 of every piece, 20 bytes each.</param>
    /// <param name="isPrivate">Only the trackers' peers may be used (BEP 27).</param>
    /// <param name="trackers">Tiers of http, https or udp addresses.</param>
    /// <param name="sslCertificate">Root certificate of the peers, as PEM text.</param>
    /// <param name="created">When, or nothing.</param>
    /// <param name="source">Gives the same content another info-hash for every group that it is shared in, so that their swarms stay apart.</param>
    /// <exception cref="ArgumentException">No torrent can be made of this; the message says why. <see cref="SafePath.FaultOf(string)"/>
    /// tells beforehand about names.</exception>
    public static Torrent Create(
        string name,
        IReadOnlyList<(IReadOnlyList<string> Path, long Length)> files,
        bool singleFile,
        int pieceLength,
        ReadOnlyMemory<byte> pieceHashes,
        bool isPrivate,
        IReadOnlyList<IReadOnlyList<string>> trackers,
        string? sslCertificate,
        DateTimeOffset? created,
        string? source = null)
    {
        var info = BencodeWriter.Encode(writer =>
        {
            WriteFiles(writer.BeginDictionary(), files, singleFile);
            writer.Text("name", name)
                .Number("piece length", pieceLength)
                .Key("pieces").Bytes(pieceHashes.Span)
                .Number("private", isPrivate ? 1 : null)
                .Text("source", source)
                .Text("ssl-cert", sslCertificate)
                .End();
        });
        if (!TorrentReader.TryReadContent(info, out var content, out var error))
        {
            throw new ArgumentException(error, nameof(files));
        }

        return new Torrent(content, Checked(trackers), created);
    }

    private static void WriteFiles(BencodeWriter writer, IReadOnlyList<(IReadOnlyList<string> Path, long Length)> files, bool singleFile)
    {
        if (singleFile)
        {
            writer.Number("length", files is [var only] ? only.Length : null);
            return;
        }

        writer.Key("files").BeginList();
        foreach (var (path, length) in files)
        {
            writer.BeginDictionary().Number("length", length).Key("path").BeginList();
            foreach (var part in path)
            {
                writer.Text(part);
            }

            writer.End().End();
        }

        writer.End();
    }

    private static IReadOnlyList<IReadOnlyList<string>> Checked(IReadOnlyList<IReadOnlyList<string>> trackers) =>
        trackers.SelectMany(tier => tier).FirstOrDefault(text => !TrackerList.IsTracker(text)) is { } bad
            ? throw new ArgumentException($"'{bad}' is not an http, https or udp address", nameof(trackers))
            : TrackerList.Bounded(trackers);
}
