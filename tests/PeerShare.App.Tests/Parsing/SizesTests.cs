using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

public sealed class SizesTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("102400", 102_400)]
    [InlineData("7B", 7)]
    [InlineData("100KB", 102_400)]
    [InlineData("100kb", 102_400)]
    [InlineData("1MB", 1_048_576)]
    [InlineData("5GB", 5_368_709_120)]
    [InlineData("2TB", 2_199_023_255_552)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_size_is_read(string text, long expected)
    {
        Sizes.TryParse(text, out var bytes, out var problem).ShouldBeTrue();

        bytes.ShouldBe(expected);
        problem.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("KB")]
    [InlineData("0")]
    [InlineData("0KB")]
    [InlineData("-1")]
    [InlineData("1.5MB")]
    [InlineData("1 KB")]
    [InlineData("1,024")]
    [InlineData("1PB")]
    [InlineData("ten")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TB")]
    [InlineData("٣KB")]
    public void What_is_no_size_is_told_what_one_looks_like(string text)
    {
        Sizes.TryParse(text, out _, out var problem).ShouldBeFalse();

        problem.ShouldContain("100KB");
    }

    [Theory]
    [InlineData("16KB", true)]
    [InlineData("512KB", true)]
    [InlineData("64MB", true)]
    [InlineData("8KB", false)]
    [InlineData("100KB", false)]
    [InlineData("128MB", false)]
    [InlineData("x", false)]
    public void Pieces_have_a_length_that_every_client_takes(string text, bool good) =>
        Sizes.TryParsePieceLength(text, out _, out _).ShouldBe(good);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(102_400, "102,400 B")]
    [InlineData(10_240_000, "10,240,000 B")]
    public void A_size_is_written_with_every_byte(long bytes, string expected) => Sizes.Format(bytes).ShouldBe(expected);
}
