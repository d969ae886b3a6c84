namespace PeerShare.Protocol.Bencode;

/// <summary>A key of a dictionary and its value.</summary>
public readonly record struct BencodeEntry(ReadOnlyMemory<byte> Key, BencodeValue Value)
{
    internal static int ByKey(BencodeEntry left, BencodeEntry right) => left.Key.Span.SequenceCompareTo(right.Key.Span);
}
