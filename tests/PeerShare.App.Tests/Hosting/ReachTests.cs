using System.Net;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Hosting;

/// <summary>Where a client listens, and what it tells others.</summary>
public sealed class ReachTests
{
    [Theory]
    [InlineData("127.0.0.1:6001", "127.0.0.1:6001", null)]
    [InlineData("127.8.8.8:6001", "127.8.8.8:6001", null)]
    [InlineData("[::1]:6001", "[::1]:6001", null)]
    [InlineData("0.0.0.0:6001", "[::]:6001", null)]
    [InlineData("[::]:6001", "[::]:6001", null)]
    [InlineData("203.0.113.7:6001", "[::]:6001", "203.0.113.7")]
    [InlineData("[2001:db8::7]:6001", "[::]:6001", "2001:db8::7")]
    public void An_address_of_this_machine_is_listened_on_any_other_is_only_told(string typed, string listens, string? tells)
    {
        ListenAddress.TryParse(typed, out var address, out _).ShouldBeTrue();

        var reach = Reach.Of(address);

        reach.Listen.ShouldBe(IPEndPoint.Parse(listens));
        reach.Announced?.ToString().ShouldBe(tells);
        (reach.Announced is null).ShouldBe(tells is null);
    }
}
