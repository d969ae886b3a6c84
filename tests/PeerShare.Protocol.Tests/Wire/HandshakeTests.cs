using FsCheck.Fluent;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class HandshakeTests
{
    [Fact]
    public void A_handshake_round_trips() => Property.Holds(
        from ids in Property.Bytes(40)
        from bits in Gen.Choose(0, 3)
        select new Handshake(new InfoHash(ids.AsSpan(0, 20)), new PeerId(ids.AsSpan(20)), (bits & 1) != 0, (bits & 2) != 0),
        sent =>
        {
            Handshake.TryRead(Written(sent), out var read).ShouldBeTrue();
            read.ShouldBe(sent);
        });

    [Fact]
    public void The_bits_stand_where_BEP_6_and_BEP_10_put_them()
    {
        var bytes = Written(new Handshake(default, default, Fast: true, Extended: true));

        Convert.ToHexStringLower(bytes.AsSpan(0, 28)).ShouldBe("13426974546f7272656e742070726f746f636f6c" + "0000000000100004");
    }

    [Fact]
    public void Unknown_bits_are_ignored()
    {
        var bytes = Written(new Handshake(default, default, Fast: false, Extended: false));
        bytes.AsSpan(20, 8).Fill(0xFF);

        Handshake.TryRead(bytes, out var read).ShouldBeTrue();
        read.ShouldBe(new Handshake(default, default, Fast: true, Extended: true));
    }

    [Fact]
    public void Another_protocol_and_another_length_are_refused()
    {
        var bytes = Written(default);
        Handshake.TryRead(bytes.AsSpan(1), out _).ShouldBeFalse();
        Handshake.TryRead([.. bytes, 0], out _).ShouldBeFalse();
        Handshake.TryRead([], out _).ShouldBeFalse();
        bytes[5] ^= 1;
        Handshake.TryRead(bytes, out _).ShouldBeFalse();
    }

    private static byte[] Written(Handshake handshake)
    {
        var bytes = new byte[Handshake.Size];
        Array.Fill(bytes, (byte)0xAA);
        handshake.Write(bytes);
        return bytes;
    }
}
