using System.Text;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class MetadataMessageTests
{
    [Theory]
    [InlineData(MetadataKind.Request)]
    [InlineData(MetadataKind.Reject)]
    public void A_message_without_data_round_trips(MetadataKind kind)
    {
        MetadataMessage.TryRead(new MetadataMessage(kind, 7).Encode(), out var read).ShouldBeTrue();
        read.ShouldBe(new MetadataMessage(kind, 7));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 16_384, 16_384)]
    [InlineData(0, 16_385, 16_384)]
    [InlineData(1, 16_385, 1)]
    [InlineData(639, MetadataMessage.LargestMetadata, 16_384)]
    public void A_piece_of_the_right_length_round_trips(int piece, int totalSize, int length)
    {
        var sent = new MetadataMessage(MetadataKind.Data, piece, totalSize, Enumerable.Repeat((byte)'e', length).ToArray());

        MetadataMessage.TryRead(sent.Encode(), out var read).ShouldBeTrue();

        read.Data.ToArray().ShouldBe(sent.Data.ToArray());
        (read with { Data = sent.Data }).ShouldBe(sent);
    }

    [Theory]
    [InlineData("d8:msg_typei3e5:piecei0ee")]
    [InlineData("d8:msg_typei-1e5:piecei0ee")]
    [InlineData("d8:msg_typei0e5:piecei-1ee")]
    [InlineData("d8:msg_typei0e5:piecei640ee")]
    [InlineData("d8:msg_typei0ee")]
    [InlineData("d8:msg_type1:05:piecei0ee")]
    [InlineData("d8:msg_typei1e5:piecei0ee")]
    [InlineData("d8:msg_typei1e5:piecei0e10:total_sizei0ee")]
    [InlineData("d8:msg_typei1e5:piecei1e10:total_sizei16384ee")]
    [InlineData("d8:msg_typei1e5:piecei0e10:total_sizei2eex")]
    [InlineData("d8:msg_typei1e5:piecei0e10:total_sizei2eexxx")]
    [InlineData("d8:msg_typei1e5:piecei0e10:total_sizei10485761eex")]
    [InlineData("d8:msg_typei1e5:piecei639e10:total_sizei2147483647eex")]
    [InlineData("li0ee")]
    [InlineData("")]
    public void A_malformed_message_and_an_unknown_kind_are_refused(string text) =>
        MetadataMessage.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();
}
