using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Wire;

/// <summary>The first 68 bytes that each side sends (BEP 3). Reserved bits that we do not know are ignored.</summary>
/// <param name="InfoHash">The torrent that is asked for, or served.</param>
/// <param name="PeerId">Who sends it.</param>
/// <param name="Fast">Speaks the fast extension (BEP 6).</param>
/// <param name="Extended">Speaks the extension protocol (BEP 10).</param>
public readonly record struct Handshake(InfoHash InfoHash, PeerId PeerId, bool Fast, bool Extended)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 68;

    private const int Reserved = 20;
    private const int HashAt = 28;
    private const int PeerIdAt = 48;
    private const byte FastBit = 0x04;
    private const byte ExtendedBit = 0x10;

    private static ReadOnlySpan<byte> Greeting => "\u0013BitTorrent protocol"u8;

    /// <returns>False when <paramref name="source"/> is not 68 bytes or does not begin with the protocol's name.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out Handshake handshake)
    {
        var good = source.Length == Size && source.StartsWith(Greeting);
        handshake = good
            ? new Handshake(
                new InfoHash(source[HashAt..PeerIdAt]),
                new PeerId(source[PeerIdAt..]),
                (source[Reserved + 7] & FastBit) != 0,
                (source[Reserved + 5] & ExtendedBit) != 0)
            : default;
        return good;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        Greeting.CopyTo(destination);
        destination[Reserved + 5] = Extended ? ExtendedBit : (byte)0;
        destination[Reserved + 7] = Fast ? FastBit : (byte)0;
        InfoHash.CopyTo(destination[HashAt..]);
        PeerId.CopyTo(destination[PeerIdAt..]);
    }
}
