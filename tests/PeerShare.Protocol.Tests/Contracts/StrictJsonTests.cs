using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Tests.Contracts;

public sealed class StrictJsonTests
{
    private const string Page = "{\"heads\":[\"1-0-0000000000000001\"],\"records\":[{\"kind\":1,\"id\":\"AA==\",\"stamp\":\"1-0-0000000000000001\","
        + "\"deleted\":true,\"body\":\"\"}],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[\"a:1\"]}";

    [Fact]
    public void What_is_whole_is_read_and_what_is_not_known_is_passed_over()
    {
        var page = Read<PullPage>(Page.Replace("{\"heads\"", "{\"newer\":[null],\"heads\"", StringComparison.Ordinal));

        page.Heads.ShouldBe([new Stamp(1, 0, 1)]);
        page.Records.ShouldHaveSingleItem().Id.ShouldBe([0]);
        page.Trackers.ShouldBe(["a:1"]);
        Read<PullRequest>("{\"self\":null,\"known\":[],\"waitMillis\":0}").Self.ShouldBeNull();
        Read<AuditWanted>("{\"group\":\"g1\"}").After.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"heads\":[\"1-0-0000000000000001\"]", "\"heads\":null")]
    [InlineData("\"heads\":[\"1-0-0000000000000001\"]", "\"heads\":[null]")]
    [InlineData("\"records\":[{", "\"records\":[null,{")]
    [InlineData("\"id\":\"AA==\"", "\"id\":null")]
    [InlineData("\"id\":\"AA==\",", "")]
    [InlineData("\"body\":\"\"", "\"body\":null")]
    [InlineData("\"stamp\":\"1-0-0000000000000001\",", "")]
    [InlineData("\"trackers\":[\"a:1\"]", "\"trackers\":[null]")]
    [InlineData("\"trackers\":[\"a:1\"]", "\"trackers\":null")]
    [InlineData(",\"trackers\":[\"a:1\"]", "")]
    [InlineData("\"isLast\":true", "\"isLast\":null")]
    public void A_page_with_null_or_nothing_where_something_belongs_is_rubbish(string good, string bad)
    {
        Page.ShouldContain(good);
        Should.Throw<JsonException>(() => Read<PullPage>(Page.Replace(good, bad, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_list_may_have_no_hole()
    {
        Should.Throw<JsonException>(() => Read<string[]>("[\"a\",null]"));
        Should.Throw<JsonException>(() => Read<TrackerLine[]>("[null]"));
        Should.Throw<JsonException>(() => Read<OnlinePeer[]>("null"));
        Should.Throw<JsonException>(() => Read<PullRequest>("{\"self\":null,\"known\":null,\"waitMillis\":0}"));
    }

    private static T Read<T>(string json) => StrictJson.Contracts.Read<T>(Encoding.UTF8.GetBytes(json));
}
