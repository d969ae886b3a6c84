using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Wire;

/// <summary>The id byte of a message (BEP 3, 6, 10); <see cref="KeepAlive"/> has none on the wire, and <see cref="Unknown"/> stands
/// for every id that is not listed here: it is only ever read, and ignored.</summary>
public enum PeerMessageKind : byte
{
    Choke = 0,
    Unchoke = 1,
    Interested = 2,
    NotInterested = 3,
    Have = 4,
    Bitfield = 5,
    Request = 6,
    Piece = 7,
    Cancel = 8,
    Port = 9,
    Suggest = 0x0D,
    HaveAll = 0x0E,
    HaveNone = 0x0F,
    Reject = 0x10,
    AllowedFast = 0x11,
    Extended = 20,
    Unknown = 254,
    KeepAlive = 255,
}

/// <summary>What goes over the wire between peers after the handshake. Numbers are raw: <see cref="PieceLayout"/> checks them.</summary>
/// <param name="Kind">Which message.</param>
/// <param name="Piece">have, request, piece, cancel, reject, suggest, allowed fast: the piece's number.</param>
/// <param name="Begin">request, piece, cancel, reject: offset in the piece, in bytes.</param>
/// <param name="Length">request, cancel, reject: length in bytes; piece: length of the block in bytes.</param>
/// <param name="ExtensionId">extended: 0 for the handshake, else the id that the receiver chose (BEP 10).</param>
/// <param name="Payload">bitfield: the bits; piece: the block; extended: the bytes after the id; port: its 2 bytes. Lives as long as the buffer that it was read from.</param>
public readonly record struct PeerMessage(
    PeerMessageKind Kind,
    uint Piece = 0,
    uint Begin = 0,
    uint Length = 0,
    byte ExtensionId = 0,
    ReadOnlyMemory<byte> Payload = default)
{
    public static PeerMessage KeepAlive => new(PeerMessageKind.KeepAlive);

    public static PeerMessage Choke => new(PeerMessageKind.Choke);

    public static PeerMessage Unchoke => new(PeerMessageKind.Unchoke);

    public static PeerMessage Interested => new(PeerMessageKind.Interested);

    public static PeerMessage NotInterested => new(PeerMessageKind.NotInterested);

    public static PeerMessage HaveAll => new(PeerMessageKind.HaveAll);

    public static PeerMessage HaveNone => new(PeerMessageKind.HaveNone);

    public static PeerMessage Have(PieceIndex piece) => new(PeerMessageKind.Have, (uint)piece.Value);

    public static PeerMessage Bitfield(Bitfield pieces) => new(PeerMessageKind.Bitfield, Payload: pieces.ToArray());

    public static PeerMessage Request(BlockRange block) => Ranged(PeerMessageKind.Request, block);

    public static PeerMessage Cancel(BlockRange block) => Ranged(PeerMessageKind.Cancel, block);

    public static PeerMessage Reject(BlockRange block) => Ranged(PeerMessageKind.Reject, block);

    public static PeerMessage Block(BlockRange block, ReadOnlyMemory<byte> data) =>
        Ranged(PeerMessageKind.Piece, block) with { Payload = data };

    public static PeerMessage Extended(byte id, ReadOnlyMemory<byte> payload) =>
        new(PeerMessageKind.Extended, ExtensionId: id, Payload: payload);

    private static PeerMessage Ranged(PeerMessageKind kind, BlockRange block) =>
        new(kind, (uint)block.Piece.Value, (uint)block.Begin, (uint)block.Length);
}
