using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("30s", 30_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("24h", 86_400_000)]
    public void A_duration_is_read(string text, int milliseconds)
    {
        Durations.TryParse(text, out var duration, out _).ShouldBeTrue();

        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("25h")]
    [InlineData("99999999999s")]
    [InlineData("2M")]
    public void What_is_no_duration_is_told_what_one_looks_like(string text)
    {
        Durations.TryParse(text, out _, out var problem).ShouldBeFalse();

        problem.ShouldContain("30s");
    }
}
