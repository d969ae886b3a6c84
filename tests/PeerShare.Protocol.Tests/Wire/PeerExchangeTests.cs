using System.Net;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class PeerExchangeTests
{
    [Fact]
    public void Peers_of_both_families_round_trip()
    {
        var sent = new PeerExchange(
            [IPEndPoint.Parse("192.0.2.1:6881"), IPEndPoint.Parse("[2001:db8::1]:1")],
            [IPEndPoint.Parse("192.0.2.2:65535"), IPEndPoint.Parse("[2001:db8::2]:80")]);

        PeerExchange.TryRead(sent.Encode(), out var read).ShouldBeTrue();

        read.ShouldNotBeNull().Added.ShouldBe(sent.Added);
        read.Dropped.ShouldBe(sent.Dropped);
    }

    [Fact]
    public void At_most_50_are_written_and_100_read_of_each()
    {
        var many = Enumerable.Range(1, 300).Select(port => new IPEndPoint(IPAddress.Loopback, port)).ToList();
        PeerExchange.TryRead(new PeerExchange(many, many).Encode(), out var ours).ShouldBeTrue();
        ours.ShouldNotBeNull().Added.ShouldBe(many.Take(50));
        ours.Dropped.ShouldBe(many.Take(50));

        byte[] theirs = [.. "d5:added1800:"u8, .. CompactPeers.Write(many, CompactPeers.V4Size), .. "e"u8];
        PeerExchange.TryRead(theirs, out var flood).ShouldBeTrue();
        flood.ShouldNotBeNull().Added.ShouldBe(many.Take(100));
    }

    [Fact]
    public void Half_an_address_is_refused()
    {
        PeerExchange.TryRead("d5:added7:1234567e"u8.ToArray(), out _).ShouldBeFalse();
        PeerExchange.TryRead("d8:dropped617:12345678901234567e"u8.ToArray(), out _).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Corpus.In), "Bencode", MemberType = typeof(Corpus))]
    public void Hostile_bytes_are_refused(string file) => PeerExchange.TryRead(Corpus.Read(file), out _).ShouldBeFalse();
}
