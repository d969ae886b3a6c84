using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Tests.Bencode;

public sealed class BencodeWriterTests
{
    [Fact]
    public void Keys_must_ascend_as_raw_bytes()
    {
        Should.Throw<InvalidOperationException>(() => Encoded(writer => writer.BeginDictionary().Key("b").Number(1).Key("a").Number(1).End()));
        Should.Throw<InvalidOperationException>(() => Encoded(writer => writer.BeginDictionary().Key("a").Number(1).Key("a").Number(1).End()));
        Encoded(writer => writer.BeginDictionary().Key("Z").Number(1).Key("a").Number(1).Key("ä").Number(1).End()).ShouldNotBeEmpty();
    }

    [Fact]
    public void What_is_opened_must_be_closed()
    {
        Should.Throw<InvalidOperationException>(() => Encoded(writer => writer.BeginList()));
        Should.Throw<InvalidOperationException>(() => Encoded(writer => writer.End()));
    }

    private static byte[] Encoded(Action<BencodeWriter> write) => BencodeWriter.Encode(write);
}
