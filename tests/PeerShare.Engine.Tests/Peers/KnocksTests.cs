using System.Net;
using PeerShare.Engine.Peers;

namespace PeerShare.Engine.Tests.Peers;

public sealed class KnocksTests
{
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.1");

    private readonly VirtualTime time = new();
    private readonly Knocks knocks;

    public KnocksTests() => knocks = new Knocks(new Clock(time));

    [Fact]
    public void An_address_may_come_200_times_in_a_row_and_then_ten_times_a_second_however_often_it_tries()
    {
        Enters(There, 1_000).ShouldBe(200);

        time.Advance(TimeSpan.FromSeconds(3));

        Enters(There, 1_000).ShouldBe(30);
    }

    [Theory]
    [InlineData("192.0.2.2")]
    [InlineData("2001:db8:1:3::1")]
    public void Others_come_as_often_as_they_may(string other)
    {
        Enters(There, 1_000);
        Enters(IPAddress.Parse("2001:db8:1:2::1"), 1_000);
        Enters(IPAddress.Parse("2001:db8:1:2::2"), 1_000).ShouldBe(0);

        Enters(IPAddress.Parse(other), 1_000).ShouldBe(200);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void This_machines_own_connections_are_not_counted(string own) => Enters(IPAddress.Parse(own), 1_000).ShouldBe(1_000);

    [Fact]
    public void More_networks_than_are_remembered_take_no_more_memory_and_keep_nobody_out()
    {
        for (var number = 0u; number < 50_000; number++)
        {
            Enters(new IPAddress(BitConverter.GetBytes(0x0102_0000 + number)), 1).ShouldBe(1);
        }

        Enters(There, 1_000).ShouldBe(200);
    }

    private int Enters(IPAddress address, int times) => Enumerable.Range(0, times).Count(_ => knocks.TryEnter(address));
}
