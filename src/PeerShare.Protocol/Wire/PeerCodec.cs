using System.Buffers.Binary;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Wire;

/// <summary>Bytes to messages and back (BEP 3, 6, 10). A frame is a big-endian u32 length, an id byte and the body; nothing is
/// copied or allocated on reading.</summary>
public static class PeerCodec
{
    /// <summary>Bytes of a piece message before its block.</summary>
    public const int BlockHeaderSize = 13;

    private const int Prefix = 4;

    /// <summary>Takes the first message off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What was received and not yet consumed.</param>
    /// <param name="longest">Longest frame that we take, in bytes without its length; a longer one is malformed before its body arrives.</param>
    /// <param name="message">The message; its payload is a slice of <paramref name="buffer"/>.</param>
    /// <param name="consumed">Bytes of the whole frame; 0 when there was no message.</param>
    public static DecodeStatus TryDecode(ReadOnlyMemory<byte> buffer, int longest, out PeerMessage message, out int consumed)
    {
        message = default;
        consumed = 0;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(buffer.Span, out var length))
        {
            return DecodeStatus.NeedMore;
        }

        if (length > longest)
        {
            return DecodeStatus.Malformed;
        }

        if (length > buffer.Length - Prefix)
        {
            return DecodeStatus.NeedMore;
        }

        if (!TryReadFrame(buffer.Slice(Prefix, (int)length), out message))
        {
            return DecodeStatus.Malformed;
        }

        consumed = Prefix + (int)length;
        return DecodeStatus.Message;
    }

    /// <summary>Bytes of the message on the wire.</summary>
    public static int MeasureOf(in PeerMessage message) => message.Kind == PeerMessageKind.KeepAlive
        ? Prefix
        : Prefix + 1 + MessageShape.Of(message.Kind).Fixed + message.Payload.Length;

    /// <summary>Writes the message with its payload.</summary>
    /// <returns>Bytes written: <see cref="MeasureOf"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short, or the kind is <see cref="PeerMessageKind.Unknown"/>.</exception>
    public static int Encode(in PeerMessage message, Span<byte> destination)
    {
        var size = MeasureOf(message);
        BinaryPrimitives.WriteInt32BigEndian(destination, size - Prefix);
        if (size > Prefix)
        {
            WriteFrame(message, destination[Prefix..size]);
        }

        return size;
    }

    /// <summary>Writes the first 13 bytes of a piece message, for who sends the block itself from where it lies.</summary>
    public static void EncodeBlockHeader(BlockRange block, Span<byte> thirteen)
    {
        BinaryPrimitives.WriteInt32BigEndian(thirteen, BlockHeaderSize - Prefix + block.Length);
        thirteen[Prefix] = (byte)PeerMessageKind.Piece;
        BinaryPrimitives.WriteInt32BigEndian(thirteen[5..], block.Piece.Value);
        BinaryPrimitives.WriteInt32BigEndian(thirteen[9..], block.Begin);
    }

    private static bool TryReadFrame(ReadOnlyMemory<byte> frame, out PeerMessage message)
    {
        message = PeerMessage.KeepAlive;
        if (frame.IsEmpty)
        {
            return true;
        }

        var kind = KindOf(frame.Span[0]);
        var shape = MessageShape.Of(kind);
        var body = frame[1..];
        if (!shape.Fits(body.Length))
        {
            return false;
        }

        message = ReadBody(kind, shape, body);
        return true;
    }

    private static PeerMessageKind KindOf(byte id) =>
        id is <= 9 or (>= 0x0D and <= 0x11) or (byte)PeerMessageKind.Extended ? (PeerMessageKind)id : PeerMessageKind.Unknown;

    private static PeerMessage ReadBody(PeerMessageKind kind, in MessageShape shape, ReadOnlyMemory<byte> body)
    {
        var numbers = body.Span;
        var payload = body[shape.Fixed..];
        return new PeerMessage(
            kind,
            shape.Numbers > 0 ? BinaryPrimitives.ReadUInt32BigEndian(numbers) : 0,
            shape.Numbers > 1 ? BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]) : 0,
            shape.Numbers > 2 ? BinaryPrimitives.ReadUInt32BigEndian(numbers[8..])
                : kind == PeerMessageKind.Piece ? (uint)payload.Length : 0,
            shape.ExtensionId ? numbers[0] : (byte)0,
            payload.IsEmpty ? default : payload);
    }

    private static void WriteFrame(in PeerMessage message, Span<byte> frame)
    {
        if (message.Kind == PeerMessageKind.Unknown)
        {
            throw new ArgumentException("an unknown message is only ever read", nameof(message));
        }

        frame[0] = (byte)message.Kind;
        var shape = MessageShape.Of(message.Kind);
        var body = frame[1..];
        WriteNumbers(message, shape.Numbers, body);
        if (shape.ExtensionId)
        {
            body[0] = message.ExtensionId;
        }

        message.Payload.Span.CopyTo(body[shape.Fixed..]);
    }

    private static void WriteNumbers(in PeerMessage message, int count, Span<byte> body)
    {
        ReadOnlySpan<uint> numbers = [message.Piece, message.Begin, message.Length];
        for (var number = 0; number < count; number++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body[(4 * number)..], numbers[number]);
        }
    }
}
