using PeerShare.App.Sharing;

namespace PeerShare.App.Tests.Sharing;

/// <summary>512 KB a piece; of large files longer ones, so that there are at most 4,096, until they are 16 MiB long.</summary>
public sealed class PiecesTests
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;

    [Theory]
    [InlineData(0, 512 * KiB, 0)]
    [InlineData(1, 512 * KiB, 1)]
    [InlineData(512 * KiB, 512 * KiB, 1)]
    [InlineData((512 * KiB) + 1, 512 * KiB, 2)]
    [InlineData(2 * GiB, 512 * KiB, 4096)]
    [InlineData((2 * GiB) + 1, MiB, 2049)]
    [InlineData(4 * GiB, MiB, 4096)]
    [InlineData((4 * GiB) + 1, 2 * MiB, 2049)]
    [InlineData(8 * GiB, 2 * MiB, 4096)]
    [InlineData(10_000_000_000, 4 * MiB, 2385)]
    [InlineData(32 * GiB, 8 * MiB, 4096)]
    [InlineData((32 * GiB) + 1, 16 * MiB, 2049)]
    [InlineData(64 * GiB, 16 * MiB, 4096)]
    [InlineData((64 * GiB) + 1, 16 * MiB, 4097)]
    [InlineData(1024 * GiB, 16 * MiB, 65_536)]
    public void A_file_is_cut_by_its_length(long bytes, long length, int pieces)
    {
        var layout = Pieces.Of(bytes);

        (layout.TotalLength, layout.PieceLength, layout.PieceCount).ShouldBe((bytes, (int)length, pieces));
    }
}
