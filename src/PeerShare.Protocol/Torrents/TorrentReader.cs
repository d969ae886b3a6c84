using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>Reads what may hold an <c>info</c> value: a .torrent file, and the value by itself.</summary>
internal static class TorrentReader
{
    // DateTimeOffset ends with the year 9999.
    private const long LastSecond = 253_402_300_799;

    public static bool TryReadFile(
        ReadOnlyMemory<byte> file,
        [NotNullWhen(true)] out Torrent? torrent,
        [NotNullWhen(false)] out string? error)
    {
        torrent = null;
        if (!TryReadDictionary(file, out var keys, out error) || !TryReadContent(keys.Dictionary("info"), out var content, out error))
        {
            return false;
        }

        torrent = new Torrent(content, TrackerList.Read(keys), CreatedOf(keys), keys["piece layers"]?.Raw ?? default);
        return true;
    }

    public static bool TryReadContent(
        ReadOnlyMemory<byte> info,
        [NotNullWhen(true)] out InfoContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        return TryReadDictionary(info, out var keys, out error) && TryReadContent(keys, out content, out error);
    }

    private static bool TryReadDictionary(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out BencodeDictionary? keys,
        [NotNullWhen(false)] out string? error)
    {
        keys = null;
        error = $"longer than {Torrent.LargestFile} bytes";
        if (source.Length <= Torrent.LargestFile && BencodeValue.TryParseDictionary(source, out keys, out error))
        {
            return true;
        }

        error = $"not a torrent: {error}";
        return false;
    }

    private static bool TryReadContent(
        BencodeDictionary? info,
        [NotNullWhen(true)] out InfoContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        error = "it has no info dictionary";
        if (info is not null && InfoReader.TryRead(info, out content, out error))
        {
            return true;
        }

        error = $"not a usable torrent: {error}";
        return false;
    }

    private static DateTimeOffset? CreatedOf(BencodeDictionary keys) =>
        keys.Number("creation date") is >= 0 and <= LastSecond and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
