namespace PeerShare.Protocol.Bencode;

/// <summary>A whole number of 64 bits.</summary>
public sealed class BencodeNumber : BencodeValue
{
    internal BencodeNumber(ReadOnlyMemory<byte> raw, long number)
        : base(raw) => Number = number;

    public long Number { get; }
}
