using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Tests.Values;

public sealed class RecordJsonTests
{
    private static readonly string File = $$$"""
        {"group":"{{{new string('1', 32)}}}","name":"h\u00E4hn\u0022.iso","claimed":"5-6-0000000000000007","bytes":9223372036854775807,"infoHash":"{{{new string('2', 40)}}}","torrent":"{{{new string('3', 64)}}}","by":"{{{new string('4', 32)}}}","newer":{"a":[1,null]}}
        """;

    [Fact]
    public void A_file_is_read_and_written_byte_for_byte_also_with_members_of_a_newer_version()
    {
        var file = RecordJson.Decode(RecordKind.File, Encoding.UTF8.GetBytes(File)).ShouldBeOfType<FileBody>();

        file.Name.ShouldBe("hähn\".iso");
        file.Claimed.ShouldBe(new Stamp(5, 6, 7));
        file.Bytes.ShouldBe(long.MaxValue);
        file.InfoHash.ToString().ShouldBe(new string('2', 40));
        Encoding.UTF8.GetString(RecordJson.Encode(file).Span).ShouldBe(File);
    }

    [Fact]
    public void A_member_that_a_file_lacks_is_empty_and_of_one_that_it_has_twice_the_last_counts()
    {
        var file = RecordJson.Decode<FileBody>("""{"bytes":1,"name":"a","bytes":2}"""u8.ToArray());
        file.Bytes.ShouldBe(2);
        file.Group.ShouldBe(default);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"bytes":"5"}""")]
    [InlineData("""{"bytes":5.5}""")]
    [InlineData("""{"group":"12"}""")]
    [InlineData("""{"group":null}""")]
    [InlineData("""{"infoHash":[]}""")]
    [InlineData("""{"claimed":"now"}""")]
    [InlineData("""{"name":"a\ud800"}""")]
    [InlineData("""{"name":"a" """)]
    [InlineData("""{"other":""")]
    public void What_is_no_file_is_refused(string body) =>
        Should.Throw<JsonException>(() => RecordJson.Decode(RecordKind.File, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Shares_of_the_first_time_in_a_group_are_one_and_of_later_times_are_read()
    {
        RecordJson.Decode(RecordKind.Share, RecordJson.Encode(new ShareBody(1)).Span).ShouldBe(new ShareBody(1));
        RecordJson.Decode(RecordKind.Share, RecordJson.Encode(new ShareBody(2)).Span).ShouldBe(new ShareBody(2));
    }
}
