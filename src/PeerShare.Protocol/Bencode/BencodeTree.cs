using System.Runtime.InteropServices;

namespace PeerShare.Protocol.Bencode;

/// <summary>Builds the values of a document from the inside out, with a list in place of the call stack: the children of every
/// open list and dictionary lie in one <c>entries</c>, each beginning where its parent says.</summary>
internal sealed class BencodeTree(ReadOnlyMemory<byte> source)
{
    private readonly List<BencodeEntry> entries = [];
    private readonly Stack<Parent> parents = [];
    private ReadOnlyMemory<byte> key;

    public BencodeValue? Root { get; private set; }

    public string? Fault { get; private set; }

    /// <returns>False at a <see cref="Fault"/>.</returns>
    public bool TryAdd(in BencodeReader reader)
    {
        var raw = source[reader.Start..reader.Position];
        switch (reader.Token)
        {
            case BencodeToken.Key:
                key = raw[^reader.Bytes.Length..];
                break;
            case BencodeToken.List or BencodeToken.Dictionary:
                parents.Push(new Parent(key, reader.Start, entries.Count, reader.Token == BencodeToken.Dictionary));
                break;
            case BencodeToken.End:
                Close(reader.Position);
                break;
            case BencodeToken.Number:
                Add(key, new BencodeNumber(raw, reader.Number));
                break;
            case BencodeToken.Bytes:
                Add(key, new BencodeBytes(raw, reader.Bytes.Length));
                break;
        }

        return Fault is null;
    }

    private void Close(int end)
    {
        var parent = parents.Pop();
        var children = CollectionsMarshal.AsSpan(entries)[parent.FirstChild..];
        var raw = source[parent.Start..end];
        BencodeValue value = parent.IsDictionary ? Dictionary(raw, children.ToArray()) : List(raw, children);
        CollectionsMarshal.SetCount(entries, parent.FirstChild);
        Add(parent.Key, value);
    }

    private static BencodeList List(ReadOnlyMemory<byte> raw, ReadOnlySpan<BencodeEntry> children)
    {
        var items = children.IsEmpty ? [] : new BencodeValue[children.Length];
        for (var item = 0; item < items.Length; item++)
        {
            items[item] = children[item].Value;
        }

        return new BencodeList(raw, items);
    }

    private BencodeDictionary Dictionary(ReadOnlyMemory<byte> raw, BencodeEntry[] children)
    {
        Array.Sort(children, BencodeEntry.ByKey);
        for (var child = 1; child < children.Length; child++)
        {
            Fault ??= BencodeEntry.ByKey(children[child], children[child - 1]) == 0 ? "a repeated key in the dictionary that ends" : null;
        }

        return new BencodeDictionary(raw, children);
    }

    private void Add(ReadOnlyMemory<byte> name, BencodeValue value)
    {
        if (parents.Count == 0)
        {
            Root = value;
        }
        else
        {
            entries.Add(new BencodeEntry(name, value));
        }
    }

    private readonly record struct Parent(ReadOnlyMemory<byte> Key, int Start, int FirstChild, bool IsDictionary);
}
