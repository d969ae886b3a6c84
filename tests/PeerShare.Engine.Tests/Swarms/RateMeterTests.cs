using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Tests.Swarms;

public sealed class RateMeterTests
{
    private const int Window = 500;

    [Fact]
    public void A_steady_rate_is_measured()
    {
        var meter = new RateMeter(Window);
        for (var now = 0; now < 5_000; now += 10)
        {
            meter.Add(10_000, now);
        }

        meter.Rate(5_000).ShouldBe(1_000_000, tolerance: 30_000);
        meter.Rate(7_500).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void The_first_blocks_that_come_at_once_are_no_rate_yet()
    {
        var meter = new RateMeter(Window);
        meter.Rate(0).ShouldBe(0);
        meter.Add(65_536, 0);
        meter.Rate(0).ShouldBeLessThan(10 * 80_000);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(300)]
    public void A_young_meter_is_about_right(int age)
    {
        var meter = new RateMeter(Window);
        for (var now = 0; now < age; now += 10)
        {
            meter.Add(10_000, now);
        }

        meter.Rate(age).ShouldBe(1_000_000, tolerance: 100_000);
    }
}
