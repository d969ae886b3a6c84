using System.Net;
using PeerShare.Tracker.Announce;

namespace PeerShare.Tracker.Tests.Announce;

public sealed class VantageTests
{
    [Theory]
    [InlineData("127.0.0.1:5", "127.0.0.1", "127.0.0.1", "127.0.0.1:5")]
    [InlineData("127.0.0.5:5", "127.0.0.2", "127.0.0.1", "127.0.0.5:5")]
    [InlineData("127.0.0.1:5", "192.0.2.7", "192.0.2.1", "192.0.2.1:5")]
    [InlineData("127.0.0.1:5", "192.0.2.1", "192.0.2.1", "127.0.0.1:5")]
    [InlineData("[::1]:5", "2001:db8::7", "2001:db8::1", "[2001:db8::1]:5")]
    [InlineData("[::1]:5", "::ffff:192.0.2.7", "::ffff:192.0.2.1", "192.0.2.1:5")]
    [InlineData("192.0.2.9:5", "127.0.0.1", "127.0.0.1", "192.0.2.9:5")]
    [InlineData("192.0.2.9:5", "192.0.2.7", "192.0.2.1", "192.0.2.9:5")]
    public void A_peer_on_the_trackers_machine_is_told_to_others_by_the_trackers_address(string peer, string asker, string tracker, string told) =>
        Vantage.Of(IPAddress.Parse(asker), IPAddress.Parse(tracker)).Reach(IPEndPoint.Parse(peer)).ShouldBe(IPEndPoint.Parse(told));

    [Theory]
    [InlineData(null, "192.0.2.7")]
    [InlineData("198.51.100.4", "198.51.100.4")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    [InlineData("127.0.0.1", "192.0.2.7")]
    [InlineData("::1", "192.0.2.7")]
    [InlineData("0.0.0.0", "192.0.2.7")]
    [InlineData("224.0.0.1", "192.0.2.7")]
    [InlineData("255.255.255.255", "192.0.2.7")]
    [InlineData("ff02::1", "192.0.2.7")]
    [InlineData("fe80::1", "192.0.2.7")]
    [InlineData("::", "192.0.2.7")]
    public void A_peer_is_where_it_comes_from_or_says_that_it_is_reached(string? told, string place) =>
        Vantage.Of(IPAddress.Parse("192.0.2.7"), IPAddress.Parse("192.0.2.1")).PlaceOf(told is null ? null : IPAddress.Parse(told), 5)
            .ShouldBe(new IPEndPoint(IPAddress.Parse(place), 5));
}
