using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Wire;

/// <summary>What a <see cref="MetadataMessage"/> does (BEP 9).</summary>
public enum MetadataKind
{
    Request = 0,
    Data = 1,
    Reject = 2,
}

/// <summary>Asks for the info dictionary in pieces of 16 KiB and sends them (BEP 9, <c>ut_metadata</c>).</summary>
/// <param name="Kind">Which message.</param>
/// <param name="Piece">Number of the piece, from 0.</param>
/// <param name="TotalSize">Data: length of the whole in bytes; else 0.</param>
/// <param name="Data">Data: the piece. Lives as long as the buffer that it was read from.</param>
public readonly record struct MetadataMessage(MetadataKind Kind, int Piece, int TotalSize = 0, ReadOnlyMemory<byte> Data = default)
{
    /// <summary>The extension's name in <see cref="ExtensionHandshake.Ids"/>.</summary>
    public const string Name = "ut_metadata";

    /// <summary>Length of every piece but the last, in bytes.</summary>
    public const int PieceSize = 16_384;

    /// <summary>Longest info dictionary in bytes.</summary>
    public const int LargestMetadata = Torrent.LargestFile;

    /// <summary>Pieces of an info dictionary of <paramref name="totalSize"/> bytes.</summary>
    public static int PiecesOf(int totalSize) => (totalSize + PieceSize - 1) / PieceSize;

    /// <summary>Length of a piece in bytes; below 1 when there is no such piece.</summary>
    public static int LengthOf(int piece, int totalSize) => Math.Min(PieceSize, totalSize - piece * PieceSize);

    /// <returns>False for malformed bytes and for a kind that we do not know: ignore those.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> source, out MetadataMessage message)
    {
        message = default;
        if (!BencodeValue.TryParsePrefix(source, out var value, out _)
            || value is not BencodeDictionary keys
            || keys.Number("msg_type", 0, (int)MetadataKind.Reject) is not { } kind
            || keys.Number("piece", 0, PiecesOf(LargestMetadata) - 1) is not { } piece)
        {
            return false;
        }

        message = new MetadataMessage((MetadataKind)kind, piece);
        if (message.Kind != MetadataKind.Data)
        {
            return true;
        }

        message = message with { TotalSize = keys.Number("total_size", 1, LargestMetadata) ?? 0, Data = source[keys.Raw.Length..] };
        return message.Data.Length > 0 && message.Data.Length == LengthOf(piece, message.TotalSize);
    }

    public byte[] Encode()
    {
        var (kind, piece, totalSize, data) = this;
        return BencodeWriter.Encode(writer => writer.BeginDictionary()
            .Number("msg_type", (int)kind)
            .Number("piece", piece)
            .Number("total_size", kind == MetadataKind.Data ? totalSize : null)
            .End()
            .Raw(data.Span));
    }
}
