using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Tests.Records;

/// <summary>What a mirror sends is kept for good and read at every start, so it is looked at before it is taken in.</summary>
public sealed class RecordJsonTests
{
    private const string Id = "\"0123456789abcdef0123456789abcdef\"";
    private const string Stamp = "\"1-0-0000000000000001\"";

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

    private static void Check(RecordKind kind, string[] members) => RecordJson.Check(kind, Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}"));
}
