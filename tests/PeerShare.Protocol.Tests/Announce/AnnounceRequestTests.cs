using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Announce;

public sealed class AnnounceRequestTests
{
    private static readonly AnnounceRequest Plain = new(default, default, 6881, 1, 2, 3);

    [Fact]
    public void The_query_names_everything()
    {
        var query = (Plain with
        {
            InfoHash = new InfoHash("\0 aZ09-._~%&=?#+/:!\u007f"u8),
            Event = AnnounceEvent.Started,
            NumWant = 50,
            Key = new byte[] { 0xFF, (byte)'k' },
            TrackerId = "a&b",
        }).ToQuery();

        query.ShouldBe("info_hash=%00%20aZ09-._~%25%26%3D%3F%23%2B%2F%3A%21%7F&peer_id=" + string.Concat(Enumerable.Repeat("%00", 20))
            + "&port=6881&uploaded=1&downloaded=2&left=3&compact=1&event=started&numwant=50&key=%FFk&trackerid=a%26b");
    }

    [Fact]
    public void A_plain_announce_names_no_event_and_no_options() =>
        Plain.ToQuery().ShouldEndWith("&port=6881&uploaded=1&downloaded=2&left=3&compact=1");

    [Fact]
    public void Raw_bytes_reach_the_wire_as_they_were_encoded() => Property.Holds(Property.Bytes(40), ids =>
    {
        var request = Plain with { InfoHash = new InfoHash(ids.AsSpan(0, 20)), PeerId = new PeerId(ids.AsSpan(20)) };
        request.AppendTo("http://tracker/announce").PathAndQuery.ShouldBe("/announce?" + request.ToQuery());
    });

    [Theory]
    [InlineData("http://h/announce", "http://h/announce?info_hash=")]
    [InlineData("https://h:8443/p4sskey/announce", "https://h:8443/p4sskey/announce?info_hash=")]
    [InlineData("http://h/announce?key=%2Fa", "http://h/announce?key=%2Fa&info_hash=")]
    [InlineData("http://h/a?b#fragment", "http://h/a?b&info_hash=")]
    public void The_query_of_an_address_is_kept(string address, string start) =>
        Plain.AppendTo(address).AbsoluteUri.ShouldStartWith(start);
}
