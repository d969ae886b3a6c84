using System.Runtime.CompilerServices;

namespace PeerShare.Protocol.Bencode;

/// <summary>One list or dictionary that is still open.</summary>
internal struct BencodeFrame
{
    public bool IsDictionary;
    public bool NeedsValue;
    public bool HasKey;
    public int KeyStart;
    public int KeyLength;
}

[InlineArray(BencodeReader.MostDepth)]
internal struct BencodeFrames
{
    private BencodeFrame first;
}
