using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Tests.Torrents;

public sealed class MagnetLinkTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void A_link_round_trips()
    {
        var text = $"magnet:?xt=urn:btih:{Hash}&dn=na%C3%AFve%20%26%20name&tr=http%3A%2F%2Fa%2Fannounce%3Fk%3D1&tr=udp%3A%2F%2Fb%3A1&x.pe=192.0.2.1%3A6881&x.pe=%5B2001%3Adb8%3A%3A1%5D%3A1";

        var link = Parse(text);

        link.InfoHash.ToString().ShouldBe(Hash);
        link.Name.ShouldBe("naïve & name");
        link.Trackers.ShouldBe(["http://a/announce?k=1", "udp://b:1"]);
        link.Peers.ShouldBe(["192.0.2.1:6881", "[2001:db8::1]:1"]);
        link.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH")]
    [InlineData("magnet:?xt=urn:btih:aerukz4jvpg66ajdivtytk6n54asgrlh")]
    [InlineData("MAGNET:?XT=urn:btih:0123456789ABCDEF0123456789ABCDEF01234567")]
    [InlineData("magnet:?xt.1=urn:btmh:1220aa&xt.2=urn:btih:0123456789abcdef0123456789abcdef01234567&so=0&unknown")]
    public void Every_spelling_of_a_hash_is_read(string text) => Parse(text).InfoHash.ToString().ShouldBe(Hash);

    [Fact]
    public void Odd_parameters_are_passed_over()
    {
        var link = Parse($"magnet:?xt=urn:btih:{Hash}&tr=file:///etc&tr=&x.pe=nowhere&dn=%0D%0A&dn=a+b%1B&%&=&%zz=%zz");

        link.Trackers.ShouldBeEmpty();
        link.Peers.ShouldBeEmpty();
        link.Name.ShouldBe("a b");
    }

    [Fact]
    public void A_plus_is_a_space_in_a_name_only()
    {
        var link = Parse($"magnet:?xt=urn:btih:{Hash}&dn=C%2B%2B+book&tr=http://a/x+y");

        link.Name.ShouldBe("C++ book");
        link.Trackers.ShouldBe(["http://a/x+y"]);
    }

    [Theory]
    [InlineData(null, "not a magnet link")]
    [InlineData("http://a/", "not a magnet link")]
    [InlineData("magnet:?dn=a", "names no torrent")]
    [InlineData("magnet:?xt=urn:btih:abc", "malformed")]
    [InlineData("magnet:?xt=urn:btih:", "malformed")]
    [InlineData("magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef0123456g", "malformed")]
    [InlineData("magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRL1", "malformed")]
    [InlineData("magnet:?xt=urn:btmh:1220caf1", "v2")]
    public void What_names_no_v1_torrent_is_refused(string? text, string reason)
    {
        MagnetLink.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void Floods_are_bounded()
    {
        Parse($"magnet:?xt=urn:btih:{Hash}" + string.Concat(Enumerable.Repeat("&tr=udp://b:1&x.pe=a:1", 500))).Trackers.Count.ShouldBe(100);
        MagnetLink.TryParse($"magnet:?xt=urn:btih:{Hash}&dn={new string('a', MagnetLink.LongestLink)}", out _, out _).ShouldBeFalse();
    }

    private static MagnetLink Parse(string text)
    {
        MagnetLink.TryParse(text, out var link, out var error).ShouldBeTrue(error);
        return link!;
    }
}
