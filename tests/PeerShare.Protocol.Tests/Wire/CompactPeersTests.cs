using System.Net;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class CompactPeersTests
{
    [Fact]
    public void An_address_is_its_bytes_and_a_big_endian_port() =>
        CompactPeers.Write([IPEndPoint.Parse("192.0.2.1:6881")], CompactPeers.V4Size).ShouldBe([192, 0, 2, 1, 0x1A, 0xE1]);

    [Fact]
    public void Each_family_goes_into_its_own_list()
    {
        IPEndPoint[] peers = [IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("[2001:db8::1]:2"), IPEndPoint.Parse("[::ffff:192.0.2.3]:3")];

        Read(CompactPeers.Write(peers, CompactPeers.V4Size), CompactPeers.V4Size)
            .ShouldBe([IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("192.0.2.3:3")]);
        Read(CompactPeers.Write(peers, CompactPeers.V6Size), CompactPeers.V6Size).ShouldBe([peers[1]]);
    }

    [Fact]
    public void Port_0_is_passed_over() => Read([1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 9], CompactPeers.V4Size).ShouldBe([IPEndPoint.Parse("1.2.3.4:9")]);

    [Fact]
    public void Reading_stops_when_enough_are_held() => Read(Enumerable.Repeat((byte)1, 600).ToArray(), CompactPeers.V4Size).Count.ShouldBe(10);

    private static List<IPEndPoint> Read(byte[] bytes, int size)
    {
        var peers = new List<IPEndPoint>();
        CompactPeers.TryRead(bytes, size, peers, 10).ShouldBeTrue();
        return peers;
    }
}
