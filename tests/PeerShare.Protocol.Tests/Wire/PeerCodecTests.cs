using FsCheck;
using FsCheck.Fluent;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class PeerCodecTests
{
    private const int Longest = 1 << 20;

    private static Gen<uint> Number => Property.Bytes(4).Select(bytes => BitConverter.ToUInt32(bytes));

    private static Gen<PeerMessage> Messages =>
        from kind in Gen.Elements(Enum.GetValues<PeerMessageKind>().Where(kind => kind != PeerMessageKind.Unknown))
        from piece in Number
        from begin in Number
        from length in Number
        from payload in Property.Bytes(1, 40)
        select kind switch
        {
            PeerMessageKind.Have or PeerMessageKind.Suggest or PeerMessageKind.AllowedFast => new PeerMessage(kind, piece),
            PeerMessageKind.Request or PeerMessageKind.Cancel or PeerMessageKind.Reject => new PeerMessage(kind, piece, begin, length),
            PeerMessageKind.Piece => new PeerMessage(kind, piece, begin, (uint)payload.Length, Payload: payload),
            PeerMessageKind.Bitfield => new PeerMessage(kind, Payload: payload),
            PeerMessageKind.Port => new PeerMessage(kind, Payload: new byte[] { 1, 2 }),
            PeerMessageKind.Extended => PeerMessage.Extended((byte)piece, payload),
            _ => new PeerMessage(kind),
        };

    [Fact]
    public void Every_message_round_trips() => Property.Holds(Messages, sent =>
    {
        var bytes = Encoded(sent);

        PeerCodec.TryDecode(bytes, Longest, out var read, out var consumed).ShouldBe(DecodeStatus.Message);
        consumed.ShouldBe(bytes.Length);
        read.Payload.ToArray().ShouldBe(sent.Payload.ToArray());
        (read with { Payload = default }).ShouldBe(sent with { Payload = default });
    });

    [Fact]
    public void A_message_that_has_not_arrived_whole_waits_for_more() => Property.Holds(Messages, sent =>
    {
        var bytes = Encoded(sent);
        for (var arrived = 0; arrived < bytes.Length; arrived++)
        {
            PeerCodec.TryDecode(bytes.AsMemory(0, arrived), Longest, out _, out var consumed).ShouldBe(DecodeStatus.NeedMore);
            consumed.ShouldBe(0);
        }
    });

    [Fact]
    public void Messages_are_taken_one_by_one()
    {
        ReadOnlyMemory<byte> bytes = (byte[])[.. Encoded(PeerMessage.KeepAlive), .. Encoded(PeerMessage.Unchoke)];

        PeerCodec.TryDecode(bytes, Longest, out var first, out var consumed);
        PeerCodec.TryDecode(bytes[consumed..], Longest, out var second, out _);

        first.ShouldBe(PeerMessage.KeepAlive);
        second.ShouldBe(PeerMessage.Unchoke);
    }

    [Theory]
    [InlineData("00000001ff")]
    [InlineData("00000001fe")]
    [InlineData("000000020a00")]
    [InlineData("000000031500ff")]
    public void An_unknown_id_is_consumed(string hex)
    {
        var bytes = Convert.FromHexString(hex);

        PeerCodec.TryDecode(bytes, Longest, out var message, out var consumed).ShouldBe(DecodeStatus.Message);
        message.Kind.ShouldBe(PeerMessageKind.Unknown);
        consumed.ShouldBe(bytes.Length);
    }

    [Theory]
    [InlineData("ffffffff")]
    [InlineData("80000000")]
    [InlineData("00100001")]
    public void A_length_beyond_the_longest_is_malformed_before_its_body_arrives(string hex) =>
        PeerCodec.TryDecode(Convert.FromHexString(hex), Longest, out _, out _).ShouldBe(DecodeStatus.Malformed);

    [Theory]
    [MemberData(nameof(Corpus.In), "Messages", MemberType = typeof(Corpus))]
    public void A_hostile_message_is_malformed(string file) =>
        PeerCodec.TryDecode(Corpus.Read(file), Longest, out _, out _).ShouldBe(DecodeStatus.Malformed);

    [Fact]
    public void A_block_header_and_its_block_are_a_piece_message()
    {
        var layout = PieceLayout.Create(100_000, 50_000);
        var block = layout.BlockOf(layout.Index(1), 2);
        var bytes = new byte[PeerCodec.BlockHeaderSize + block.Length];

        PeerCodec.EncodeBlockHeader(block, bytes);

        bytes.ShouldBe(Encoded(PeerMessage.Block(block, new byte[block.Length])));
    }

    [Fact]
    public void Decoding_and_encoding_a_block_allocate_nothing()
    {
        var layout = PieceLayout.Create(PieceLayout.BlockSize, PieceLayout.BlockSize);
        var message = PeerMessage.Block(layout.BlockOf(layout.Index(0), 0), new byte[PieceLayout.BlockSize]);
        var bytes = Encoded(message);
        PeerCodec.TryDecode(bytes, Longest, out _, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            PeerCodec.TryDecode(bytes, Longest, out message, out _);
            PeerCodec.Encode(message, bytes);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Any_bytes_are_decoded_without_an_exception() => Property.Holds(
        Property.Bytes(0, 40),
        body => PeerCodec.TryDecode((byte[])[0, 0, 0, (byte)body.Length, .. body], Longest, out _, out _).ShouldNotBe(DecodeStatus.NeedMore));

    private static byte[] Encoded(PeerMessage message)
    {
        var bytes = new byte[PeerCodec.MeasureOf(message)];
        PeerCodec.Encode(message, bytes).ShouldBe(bytes.Length);
        return bytes;
    }
}
