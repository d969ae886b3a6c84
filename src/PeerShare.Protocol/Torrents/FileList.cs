using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>The files of a v1 torrent: <c>length</c> for one, else <c>files</c> (BEP 3).</summary>
internal static class FileList
{
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(BencodeDictionary info, string name, FileListing listing)
    {
        if (info["length"] is null == info["files"] is null)
        {
            return "it must have either a length or files";
        }

        return info["files"] is null
            ? FileAttributes.FaultOf(info) ?? listing.Add([name], info.Number("length"))
            : ReadMany(info.List("files"), listing);
    }

    private static string? ReadMany(IReadOnlyList<BencodeValue>? files, FileListing listing)
    {
        var fault = files is { Count: > 0 } ? null : "it has no files";
        for (var file = 0; fault is null && file < files!.Count; file++)
        {
            fault = files[file] is BencodeDictionary keys ? ReadOne(keys, listing) : "a file is not a dictionary";
        }

        return fault;
    }

    private static string? ReadOne(BencodeDictionary file, FileListing listing)
    {
        if (FileAttributes.FaultOf(file) is { } link)
        {
            return link;
        }

        return FileAttributes.IsPadding(file)
            ? listing.AddPadding(file.Number("length"))
            : SafePath.Read(file.List("path"), out var path) ?? listing.Add(path, file.Number("length"));
    }
}
