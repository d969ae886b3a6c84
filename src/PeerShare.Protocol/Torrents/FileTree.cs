using System.Text;
using System.Text.Unicode;
using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>The files of a v2 torrent: <c>file tree</c> (BEP 52), walked with a stack of our own.</summary>
internal static class FileTree
{
    private const int RootHashSize = 32;

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(BencodeDictionary? tree, int pieceLength, FileListing listing)
    {
        var open = new Stack<Node>();
        var fault = tree is null ? "the file tree is missing" : Open(new Node([], tree), open);
        while (fault is null && open.TryPop(out var node))
        {
            fault = node.Content.Entries is [{ Key.Length: 0, Value: var file }]
                ? ReadFile(node.Path, file as BencodeDictionary, pieceLength, listing)
                : Open(node, open);
        }

        return fault ?? (listing.Files.Count == 0 ? "it has no files" : null);
    }

    /// <summary>Puts a directory's entries on the stack, the first on top.</summary>
    private static string? Open(Node directory, Stack<Node> open)
    {
        foreach (var (key, value) in directory.Content.Entries.Reverse())
        {
            if (value is not BencodeDictionary content || !Utf8.IsValid(key.Span))
            {
                return "an entry of the file tree is not a dictionary under UTF-8 text";
            }

            open.Push(new Node([.. directory.Path, Encoding.UTF8.GetString(key.Span)], content));
        }

        return null;
    }

    private static string? ReadFile(string[] path, BencodeDictionary? file, int pieceLength, FileListing listing)
    {
        var length = file?.Number("length");
        if (file is null || FileAttributes.IsPadding(file) || (length > 0 && file.Bytes("pieces root")?.Length != RootHashSize))
        {
            return "a file of the file tree is malformed";
        }

        if (length > 0)
        {
            listing.Align(pieceLength);
        }

        return FileAttributes.FaultOf(file) ?? SafePath.FaultOf(path) ?? listing.Add(path, length);
    }

    private readonly record struct Node(string[] Path, BencodeDictionary Content);
}
