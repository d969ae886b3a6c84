using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Tests.Bencode;

public sealed class BencodeValueTests
{
    /// <summary>Bencoded values of every kind, up to four levels deep.</summary>
    internal static Gen<byte[]> Documents => Document(4);

    [Fact]
    public void What_is_read_is_written_back_byte_for_byte() => Property.Holds(Documents, source =>
    {
        BencodeValue.TryParse(source, out var value, out var error).ShouldBeTrue(error);
        value!.Raw.ToArray().ShouldBe(source);
        BencodeWriter.Encode(writer => Write(writer, value)).ShouldBe(source);
    });

    [Fact]
    public void A_value_keeps_its_bytes_as_they_stand()
    {
        Parse("d4:infod1:bi1e1:ai2eee").Dictionary("info")!.Raw.ToArray().ShouldBe("d1:bi1e1:ai2ee"u8.ToArray());
    }

    [Fact]
    public void Getters_answer_null_for_another_type()
    {
        var keys = Parse("d1:bi5e1:ali1ee1:cd0:0:e1:d2:\u00e9e");

        keys.Number("b").ShouldBe(5);
        keys.Number("b", 6, 9).ShouldBeNull();
        keys.List("a")!.Count.ShouldBe(1);
        keys.Dictionary("c")!.Text("").ShouldBe("");
        keys.Text("d").ShouldBe("é");
        keys.Bytes("d")!.Value.Length.ShouldBe(2);
        foreach (var key in "abcdx".Select(letter => letter.ToString()))
        {
            var answers = new object?[] { keys.Number(key), keys.List(key), keys.Dictionary(key), keys.Bytes(key) };
            answers.Count(answer => answer is not null).ShouldBe(key == "x" ? 0 : 1);
        }
    }

    [Fact]
    public void Text_that_is_not_UTF_8_reads_as_null()
    {
        BencodeValue.TryParseDictionary((byte[])[.. "d1:a1:"u8, 0xFF, .. "e"u8], out var keys, out _).ShouldBeTrue();
        keys!.Text("a").ShouldBeNull();
    }

    [Theory]
    [InlineData("l")]
    [InlineData("d1:a")]
    [InlineData("d1:al")]
    public void Ten_megabytes_of_open_brackets_are_refused(string bomb)
    {
        var source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(bomb, 10_000_000 / bomb.Length)));

        BencodeValue.TryParse(source, out _, out var error).ShouldBeFalse();

        error.ShouldNotBeNull().ShouldStartWith("too deep");
    }

    [Fact]
    public void Many_lists_beside_one_another_are_no_harm() =>
        BencodeValue.TryParse(Encoding.ASCII.GetBytes("l" + string.Concat(Enumerable.Repeat("le", 1_000_000)) + "e"), out _, out _).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Corpus.In), "Bencode", MemberType = typeof(Corpus))]
    public void Hostile_bytes_are_refused(string file)
    {
        BencodeValue.TryParse(Corpus.Read(file), out var value, out var error).ShouldBeFalse();
        value.ShouldBeNull();
        error.ShouldNotBeNull();
    }

    [Fact]
    public void A_prefix_ends_where_its_value_ends()
    {
        BencodeValue.TryParsePrefix("d1:ai1eerest"u8.ToArray(), out var value, out _).ShouldBeTrue();
        value!.Raw.Length.ShouldBe(8);
    }

    [Fact]
    public void Values_are_equal_when_their_bytes_are()
    {
        Parse("d1:ali1eee").ShouldBe(Parse("d1:ali1eee"));
        Parse("d1:ali1eee").GetHashCode().ShouldBe(Parse("d1:ali1eee").GetHashCode());
        Parse("d1:ali1eee").ShouldNotBe(Parse("d1:ali2eee"));
    }

    private static BencodeDictionary Parse(string text)
    {
        BencodeValue.TryParseDictionary(Encoding.UTF8.GetBytes(text), out var keys, out var error).ShouldBeTrue(error);
        return keys!;
    }

    private static Gen<byte[]> Document(int depth)
    {
        var number = Property.Bytes(8).Select(bytes => BitConverter.ToInt64(bytes)).Select(value => Encoded(writer => writer.Number(value)));
        var text = Property.Bytes(0, 12).Select(bytes => Encoded(writer => writer.Bytes(bytes)));
        if (depth == 0)
        {
            return Gen.OneOf(number, text);
        }

        var items = Gen.Choose(0, 4).SelectMany(count => Document(depth - 1).ArrayOf(count));
        var keys = Gen.Choose(0, 4).SelectMany(count => Property.Bytes(0, 3).ArrayOf(count));
        return Gen.OneOf(number, text, items.Select(List), keys.SelectMany(names => items.Select(values => Dictionary(names, values))));
    }

    private static byte[] List(byte[][] items) => [(byte)'l', .. items.SelectMany(item => item), (byte)'e'];

    private static byte[] Dictionary(byte[][] keys, byte[][] values) => Encoded(writer =>
    {
        writer.BeginDictionary();
        foreach (var (key, value) in keys.DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal).Zip(values))
        {
            writer.Key(key).Raw(value);
        }

        writer.End();
    });

    private static byte[] Encoded(Action<BencodeWriter> write) => BencodeWriter.Encode(write);

    private static void Write(BencodeWriter writer, BencodeValue value)
    {
        switch (value)
        {
            case BencodeNumber number:
                writer.Number(number.Number);
                break;
            case BencodeBytes bytes:
                writer.Bytes(bytes.Bytes.Span);
                break;
            case BencodeList list:
                writer.BeginList();
                list.Items.ToList().ForEach(item => Write(writer, item));
                writer.End();
                break;
            case BencodeDictionary dictionary:
                writer.BeginDictionary();
                dictionary.Entries.ToList().ForEach(entry => Write(writer.Key(entry.Key.ToArray()), entry.Value));
                writer.End();
                break;
        }
    }
}
