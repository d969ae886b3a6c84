using System.Net;
using System.Text;
using PeerShare.Protocol.Announce;

namespace PeerShare.Protocol.Tests.Announce;

public sealed class AnnounceResponseTests
{
    [Fact]
    public void An_answer_round_trips()
    {
        var sent = new AnnounceResponse
        {
            Warning = "slow down",
            Interval = TimeSpan.FromMinutes(30),
            MinInterval = TimeSpan.FromSeconds(30),
            Complete = 3,
            Incomplete = 4,
            Departures = 5,
            Peers = [IPEndPoint.Parse("192.0.2.1:6881"), IPEndPoint.Parse("[2001:db8::1]:6882")],
            TrackerId = "t",
        };

        var read = Parse(sent.Encode());

        read.Peers.ShouldBe(sent.Peers);
        (read with { Peers = sent.Peers }).ShouldBe(sent);
    }

    [Fact]
    public void A_failure_says_when_to_come_again()
    {
        var sent = new AnnounceResponse { FailureReason = "starting", Interval = TimeSpan.FromSeconds(6) };

        Encoding.ASCII.GetString(sent.Encode()).ShouldBe("d14:failure reason8:starting8:intervali6ee");
        Parse(sent.Encode()).FailureReason.ShouldBe("starting");
    }

    [Fact]
    public void Peers_come_as_dictionaries_too() =>
        Parse("d5:peersld2:ip9:192.0.2.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti1eed2:ip11:2001:db8::14:porti2eeee").Peers
            .ShouldBe([IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("[2001:db8::1]:2")]);

    [Theory]
    [InlineData("d5:peersi1ee")]
    [InlineData("d5:peers5:12345e")]
    [InlineData("d6:peers66:123456e")]
    [InlineData("d5:peersli1eded2:ip4:name4:porti1eed2:ip9:192.0.2.14:porti0eed2:ip9:192.0.2.14:porti65536eed4:porti1eeee")]
    [InlineData("d8:intervali-1e12:min interval3:abc8:completei-1e10:incompletei4294967296e10:departuresi-1e10:tracker idlee")]
    public void Malformed_values_read_as_absent(string text)
    {
        var absent = new AnnounceResponse();
        var read = Parse(text);
        read.Peers.ShouldBeEmpty();
        (read with { Peers = absent.Peers }).ShouldBe(absent);
    }

    [Fact]
    public void An_interval_is_at_most_a_day() =>
        Parse("d8:intervali9223372036854775807ee").Interval.ShouldBe(TimeSpan.FromDays(1));

    [Fact]
    public void A_flood_of_peers_is_cut_at_2000()
    {
        byte[] answer = [.. "d5:peers60000:"u8, .. Enumerable.Repeat((byte)1, 60_000), .. "e"u8];
        Parse(answer).Peers.Count.ShouldBe(2000);
    }

    [Fact]
    public void A_reason_that_is_no_clean_text_is_shown_all_the_same() =>
        Parse([.. "d14:failure reason6:a"u8, 0x1B, 0xFF, .. "b\r\ne"u8]).FailureReason.ShouldBe("a\uFFFDb");

    [Theory]
    [MemberData(nameof(Corpus.In), "Bencode", MemberType = typeof(Corpus))]
    [MemberData(nameof(Corpus.In), "Announce", MemberType = typeof(Corpus))]
    public void Hostile_bytes_are_refused(string file)
    {
        AnnounceResponse.TryParse(Corpus.Read(file), out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldStartWith("the tracker's answer is malformed");
    }

    private static AnnounceResponse Parse(string text) => Parse(Encoding.ASCII.GetBytes(text));

    private static AnnounceResponse Parse(byte[] bytes)
    {
        AnnounceResponse.TryParse(bytes, out var read, out var error).ShouldBeTrue(error);
        return read!;
    }
}
