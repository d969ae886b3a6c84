using PeerShare.App.Ring;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tests.Ring;

public sealed class DealsFileTests : IDisposable
{
    private static readonly InfoHash Shared = InfoHash.Of("file"u8);
    private static readonly PeerId Peer = new("-PS0001-aaaaaaaaaaaa"u8);

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_dealt_is_known_after_a_restart()
    {
        Deal(1, [0, 5, 10]);

        using var again = DealsFile.Open(folder, Shared);

        var deal = again.Before.ShouldHaveSingleItem();
        (deal.Number, deal.Peer, deal.Reason).ShouldBe((1, Peer, DealReason.Share));
        deal.Chunks.ShouldBe([0, 5, 10]);
    }

    [Fact]
    public void A_line_that_was_cut_short_does_not_swallow_the_next()
    {
        Deal(1, [0, 5, 10]);
        var path = Directory.GetFiles(folder).ShouldHaveSingleItem();
        File.WriteAllText(path, File.ReadAllText(path)[..^2]);
        Deal(2, [1, 6, 11]);

        using var again = DealsFile.Open(folder, Shared);

        again.Before.Select(deal => deal.Number).ShouldBe([1, 2]);
        again.Before[1].Chunks.ShouldBe([1, 6, 11]);
    }

    [Fact]
    public void Deals_of_another_file_are_forgotten()
    {
        Deal(1, [0]);

        using var other = DealsFile.Open(folder, InfoHash.Of("another"u8));

        other.Before.ShouldBeEmpty();
    }

    private void Deal(int number, int[] chunks)
    {
        using var deals = DealsFile.Open(folder, Shared);
        deals.Add(new Deal(number, Peer, DealReason.Share, chunks));
    }
}
