using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Values;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    public void Who_shares_an_address_or_half_of_a_long_one_is_of_one_network(string one, string other) =>
        Of(one).ShouldBe(Of(other));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("0.0.0.1", "0:0:0:1::")]
    [InlineData("::", "0.0.0.0")]
    public void Others_are_not(string one, string other) => Of(one).ShouldNotBe(Of(other));

    [Fact]
    public void No_address_is_a_network_of_its_own()
    {
        Network.Of(null).ShouldBe(Network.Of(null));
        Network.Of(null).ShouldNotBe(Of("0.0.0.0"));
    }

    private static Network Of(string address) => Network.Of(IPAddress.Parse(address));
}
