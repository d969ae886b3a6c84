namespace PeerShare.Protocol.Bencode;

/// <summary>A list of values.</summary>
public sealed class BencodeList : BencodeValue
{
    internal BencodeList(ReadOnlyMemory<byte> raw, BencodeValue[] items)
        : base(raw) => Items = items;

    public IReadOnlyList<BencodeValue> Items { get; }
}
