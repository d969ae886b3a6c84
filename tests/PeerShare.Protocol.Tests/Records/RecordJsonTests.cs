using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Tests.Records;

/// <summary>What a mirror sends is kept for good and read at every start, so it is looked at before it is taken in.</summary>
public sealed class RecordJsonTests
{
    private const string Id = "\"0123456789abcdef0123456789abcdef\"";
    private const string Stamp = "\"1-0-0000000000000001\"";

    private static readonly string File = $$$"""
        {"group":"{{{new string('1', 32)}}}","name":"h\u00E4hn\u0022.iso","claimed":"5-6-0000000000000007","bytes":9223372036854775807,"infoHash":"{{{new string('2', 40)}}}","torrent":"{{{new string('3', 64)}}}","by":"{{{new string('4', 32)}}}","newer":{"a":[1,null]}}
        """;

    public static TheoryData<RecordKind, string> Bodies { get; } = new()
    {
        { RecordKind.User, $"\"passkey\":{Id}" },
        { RecordKind.UserName, $"\"name\":\"alice\"|\"claimed\":{Stamp}" },
        { RecordKind.Password, $"\"hash\":\"x\"|\"changed\":{Stamp}" },
        { RecordKind.Group, $"\"creator\":{Id}|\"open\":true" },
        { RecordKind.Group, $"\"creator\":{Id}|\"open\":false|\"authority\":{{\"root\":\"x\",\"key\":\"AA==\"}}" },
        { RecordKind.GroupName, $"\"name\":\"g1\"|\"claimed\":{Stamp}" },
        { RecordKind.JoinRequest, "" },
        { RecordKind.Grant, $"\"by\":{Id}" },
        { RecordKind.End, $"\"by\":{Id}" },
        {
            RecordKind.File,
            $"\"group\":{Id}|\"name\":\"film\"|\"claimed\":{Stamp}|\"bytes\":1|\"infoHash\":\"{new string('0', 40)}\"|\"torrent\":\"{new string('0', 64)}\"|\"by\":{Id}"
        },
        { RecordKind.Share, "\"epoch\":1" },
        { RecordKind.EndedSession, $"\"user\":{Id}|\"expires\":1" },
        { RecordKind.Answer, "\"route\":\"/x\"" },
        { RecordKind.AuditEntry, $"\"act\":1|\"by\":{{\"id\":{Id},\"name\":\"alice\"}}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_needs_all_that_belongs_to_it_and_may_have_more(RecordKind kind, string members)
    {
        string[] all = [.. members.Split('|', StringSplitOptions.RemoveEmptyEntries)];
        Check(kind, [.. all, "\"newer\":[null]"]);

        foreach (var member in all.Where(member => !member.StartsWith("\"authority\"", StringComparison.Ordinal)))
        {
            Should.Throw<JsonException>(() => Check(kind, [.. all.Where(other => other != member)]), member);
            Should.Throw<JsonException>(() => Check(kind, [.. all.Select(other => other == member ? $"{member.Split(':')[0]}:null" : other)]), member);
        }
    }

    [Fact]
    public void Every_kind_is_looked_at()
    {
        foreach (var kind in Enum.GetValues<RecordKind>().Where(kind => kind != RecordKind.None))
        {
            Bodies.Select(row => row.Data.Item1).ShouldContain(kind);
            Should.Throw<JsonException>(() => RecordJson.Check(kind, "{"u8));
            Should.Throw<JsonException>(() => RecordJson.Check(kind, "null"u8));
        }

        Should.Throw<JsonException>(() => Check(RecordKind.Group, [$"\"creator\":{Id}", "\"open\":false", "\"authority\":{\"root\":null,\"key\":\"\"}"]));
        Should.Throw<JsonException>(() => Check(RecordKind.UserName, ["\"name\":\"\\ud800\"", $"\"claimed\":{Stamp}"]));
    }

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
    public void A_file_from_before_the_length_of_its_torrent_was_written_down_has_none()
    {
        var file = RecordJson.Decode<FileBody>(Encoding.UTF8.GetBytes(File));

        file.TorrentBytes.ShouldBe(0);
        RecordJson.Decode<FileBody>(RecordJson.Encode(file with { TorrentBytes = 70_000 })).TorrentBytes.ShouldBe(70_000);
    }

    [Fact]
    public void Of_a_member_that_a_file_has_twice_the_last_counts() =>
        RecordJson.Decode<FileBody>(Encoding.UTF8.GetBytes(File.Replace("{\"group\"", "{\"bytes\":1,\"group\"", StringComparison.Ordinal))).Bytes.ShouldBe(long.MaxValue);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"bytes":"5"}""")]
    [InlineData("""{"bytes":5.5}""")]
    [InlineData("""{"torrentBytes":"5"}""")]
    [InlineData("""{"torrentBytes":-5}""")]
    [InlineData("""{"torrentBytes":null}""")]
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

    private static void Check(RecordKind kind, string[] members) => RecordJson.Check(kind, Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}"));
}
