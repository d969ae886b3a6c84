using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Tests.Torrents;

public sealed class CanonicalKeyTests
{
    [Theory]
    [InlineData("a", "A")]
    [InlineData("é", "E\u0301")]
    [InlineData("ộ", "o\u0302\u0323")]
    [InlineData("가", "\u1100\u1161")]
    [InlineData("힣", "\u1112\u1175\u11C2")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("ẞ", "ß")]
    public void Two_spellings_have_one_key(string left, string right) => CanonicalKey.Of(left).ShouldBe(CanonicalKey.Of(right));

    [Theory]
    [InlineData("e", "é")]
    [InlineData("resume", "résumé")]
    [InlineData("가", "각")]
    [InlineData("1", "¹")]
    [InlineData("a\u0301b", "ab\u0301")]
    public void Two_names_have_two_keys(string left, string right) => CanonicalKey.Of(left).ShouldNotBe(CanonicalKey.Of(right));
}
