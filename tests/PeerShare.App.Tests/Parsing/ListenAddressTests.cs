using System.Net;
using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("10.99.0.1:7001", "10.99.0.1", 7001)]
    [InlineData("[::1]:6001", "::1", 6001)]
    [InlineData("6881", null, 6881)]
    [InlineData(":6881", null, 6881)]
    public void A_place_to_listen_is_read(string text, string? ip, int port)
    {
        ListenAddress.TryParse(text, out var address, out _).ShouldBeTrue();

        address.ShouldBe(new ListenAddress(ip is null ? null : IPAddress.Parse(ip), port));
    }

    [Theory]
    [InlineData("127.0.0.1:65536", "0 to 65535")]
    [InlineData("127.0.0.1", "0 to 65535")]
    [InlineData("localhost:1", "IP:PORT")]
    [InlineData("::1:6001", "IP:PORT")]
    public void What_is_no_place_to_listen_is_told_what_one_looks_like(string text, string advice)
    {
        ListenAddress.TryParse(text, out _, out var problem).ShouldBeFalse();

        problem.ShouldContain(advice);
    }
}
