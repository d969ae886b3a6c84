using PeerShare.Engine.Peers;

namespace PeerShare.Engine.Tests.Peers;

public sealed class TokenBucketTests
{
    private readonly VirtualTime time = new();

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void No_limit_is_no_bucket(long? rate) => Throttle.Of(TokenBucket.Of(rate, time), null).ShouldBeNull();

    [Fact]
    public async Task Over_a_second_the_rate_is_kept_and_no_burst_is_longer_than_a_tenth()
    {
        var bucket = new TokenBucket(1_000_000, time);
        var (taken, most) = (0, 0);
        var pending = bucket.TakeAsync(bucket.Slice, CancellationToken.None).AsTask();
        for (var tick = 0; tick < 1_000; tick++)
        {
            var burst = 0;
            for (; pending.IsCompleted; burst += bucket.Slice)
            {
                await pending;
                pending = bucket.TakeAsync(bucket.Slice, CancellationToken.None).AsTask();
            }

            (taken, most) = (taken + burst, Math.Max(most, burst));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        taken.ShouldBeInRange(1_000_000, 1_100_000);
        most.ShouldBeLessThanOrEqualTo(100_000);
    }

    [Fact]
    public async Task Time_that_nobody_used_is_not_saved_up()
    {
        var bucket = new TokenBucket(1_000_000, time);
        time.Advance(TimeSpan.FromHours(1));

        await bucket.TakeAsync(50_000, CancellationToken.None);
        await bucket.TakeAsync(50_000, CancellationToken.None);

        bucket.TakeAsync(50_000, CancellationToken.None).AsTask().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Takers_go_in_turn()
    {
        var bucket = new TokenBucket(1_000_000, time);
        await bucket.TakeAsync(100_000, CancellationToken.None);
        var first = bucket.TakeAsync(50_000, CancellationToken.None).AsTask();
        var second = bucket.TakeAsync(50_000, CancellationToken.None).AsTask();

        time.Advance(TimeSpan.FromMilliseconds(50));
        await first.Soon();
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(50));
        await second.Soon();
    }

    [Fact]
    public async Task Of_two_limits_the_lower_one_holds()
    {
        var throttle = Throttle.Of(new TokenBucket(1_000_000, time), new TokenBucket(100_000, time))!;
        throttle.Slice.ShouldBe(5_000);
        await throttle.TakeAsync(5_000, CancellationToken.None);
        await throttle.TakeAsync(5_000, CancellationToken.None);

        var third = throttle.TakeAsync(5_000, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(49));
        third.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));

        await third.Soon();
    }
}
