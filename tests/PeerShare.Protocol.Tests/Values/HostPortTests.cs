using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Values;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("localhost:1", "localhost", 1)]
    [InlineData("192.0.2.1:65535", "192.0.2.1", 65_535)]
    [InlineData("[2001:db8::1]:6881", "2001:db8::1", 6881)]
    public void A_place_round_trips(string text, string host, int port)
    {
        HostPort.TryParse(text, out var place).ShouldBeTrue();
        place.ShouldBe(new HostPort(host, port));
        place.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host: 1")]
    [InlineData("host:99999999999")]
    [InlineData("ho st:1")]
    [InlineData("host\n:1")]
    [InlineData("2001:db8::1:6881")]
    [InlineData("[host]:1")]
    [InlineData("[]:1")]
    [InlineData("]:1")]
    public void Other_text_is_refused(string? text) => HostPort.TryParse(text, out _).ShouldBeFalse();
}
