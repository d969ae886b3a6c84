using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Tests.Bencode;

public sealed class BencodeReaderTests
{
    [Fact]
    public void A_value_is_read_token_by_token()
    {
        var reader = new BencodeReader("d1:ali-7ee1:b2:xye"u8);
        var tokens = new List<string>();
        while (reader.TryRead())
        {
            tokens.Add($"{reader.Token}@{reader.Start}");
        }

        reader.Fault.ShouldBeNull();
        reader.Position.ShouldBe(18);
        tokens.ShouldBe(["Dictionary@0", "Key@1", "List@4", "Number@5", "End@9", "Key@10", "Bytes@13", "End@17"]);
    }

    [Theory]
    [InlineData("i9223372036854775807e", long.MaxValue)]
    [InlineData("i-9223372036854775808e", long.MinValue)]
    [InlineData("i0e", 0)]
    [InlineData("i-1e", -1)]
    public void Numbers_of_64_bits_are_read(string text, long number)
    {
        var reader = new BencodeReader(System.Text.Encoding.ASCII.GetBytes(text));
        reader.TryRead().ShouldBeTrue();
        reader.Number.ShouldBe(number);
    }

    [Fact]
    public void Keys_may_stand_in_any_order_unless_ascending_was_asked_for()
    {
        FaultOf("d1:bi1e1:ai1ee", BencodeOrder.Any).ShouldBeNull();
        FaultOf("d1:bi1e1:ai1ee", BencodeOrder.Ascending).ShouldBe("keys out of order");
        FaultOf("d1:ai1e2:aai1e1:bd1:ai1eee", BencodeOrder.Ascending).ShouldBeNull();
    }

    [Fact]
    public void Sixty_four_levels_are_read_and_no_more()
    {
        FaultOf(new string('l', 64) + new string('e', 64)).ShouldBeNull();
        FaultOf(new string('l', 65) + new string('e', 65)).ShouldBe("too deep");
    }

    [Fact]
    public void Three_million_tokens_are_read_and_no_more()
    {
        FaultOf("l" + string.Concat(Enumerable.Repeat("0:", BencodeReader.MostTokens - 2)) + "e").ShouldBeNull();
        FaultOf("l" + string.Concat(Enumerable.Repeat("0:", BencodeReader.MostTokens - 1)) + "e").ShouldBe("too many values");
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = "d1:ali-7ee1:b2:xye"u8.ToArray();
        FaultOf(bytes, BencodeOrder.Ascending);

        var before = GC.GetAllocatedBytesForCurrentThread();
        FaultOf(bytes, BencodeOrder.Ascending);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static string? FaultOf(string text, BencodeOrder order = BencodeOrder.Any) =>
        FaultOf(System.Text.Encoding.ASCII.GetBytes(text), order);

    private static string? FaultOf(byte[] bytes, BencodeOrder order)
    {
        var reader = new BencodeReader(bytes, order);
        while (reader.TryRead())
        {
        }

        return reader.Fault;
    }
}
