using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

public sealed class AddressTests
{
    [Theory]
    [InlineData("5001", "127.0.0.1", 5001)]
    [InlineData("192.168.1.7:5001", "192.168.1.7", 5001)]
    [InlineData("localhost:1", "localhost", 1)]
    [InlineData("home-server.example:65535", "home-server.example", 65_535)]
    [InlineData("[::1]:6001", "::1", 6001)]
    public void An_address_is_read(string text, string host, int port)
    {
        Address.TryParse(text, out var address, out _).ShouldBeTrue();

        address.ShouldBe(new Address(host, port));
    }

    [Theory]
    [InlineData("0", "1 to 65535")]
    [InlineData("65536", "1 to 65535")]
    [InlineData("host", "1 to 65535")]
    [InlineData("host:", "1 to 65535")]
    [InlineData("", "1 to 65535")]
    [InlineData(":5001", "HOST:PORT")]
    [InlineData("::1:6001", "HOST:PORT")]
    [InlineData("[127.0.0.1]:6001", "HOST:PORT")]
    [InlineData("[]:6001", "HOST:PORT")]
    [InlineData("http://host:6001", "HOST:PORT")]
    public void What_is_no_address_is_told_what_one_looks_like(string text, string advice)
    {
        Address.TryParse(text, out _, out var problem).ShouldBeFalse();

        problem.ShouldContain(advice);
    }

    [Theory]
    [InlineData("5001", true)]
    [InlineData("127.0.0.2:5001", true)]
    [InlineData("LOCALHOST:5001", true)]
    [InlineData("[::1]:5001", true)]
    [InlineData("192.168.1.7:5001", false)]
    [InlineData("example.org:5001", false)]
    public void This_machine_is_known(string text, bool expected)
    {
        Address.TryParse(text, out var address, out _).ShouldBeTrue();

        address.IsLoopback.ShouldBe(expected);
    }

    [Theory]
    [InlineData("[::1]:6001")]
    [InlineData("127.0.0.1:5001")]
    public void An_address_is_written_as_it_is_read(string text)
    {
        Address.TryParse(text, out var address, out _).ShouldBeTrue();

        address.ToString().ShouldBe(text);
    }
}
