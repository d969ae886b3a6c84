using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>A file that was split into chunk files.</summary>
public sealed class SplitContent
{
    internal SplitContent(PieceLayout layout, byte[] hashes, string sha256, int rewritten, IReadOnlyList<long> stamps)
    {
        Layout = layout;
        PieceHashes = hashes;
        Sha256 = sha256;
        Rewritten = rewritten;
        Stamps = stamps;
    }

    public PieceLayout Layout { get; }

    /// <summary>SHA-1 of every chunk, 20 bytes each, one after the other: the <c>pieces</c> of a torrent (BEP 3).</summary>
    public ReadOnlyMemory<byte> PieceHashes { get; }

    /// <summary>SHA-256 of the whole file, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Chunk files that were missing or different.</summary>
    public int Rewritten { get; }

    /// <summary>Last write of every chunk file, in ticks, UTC.</summary>
    internal IReadOnlyList<long> Stamps { get; }
}
