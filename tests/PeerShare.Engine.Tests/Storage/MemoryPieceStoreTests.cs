using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class MemoryPieceStoreTests : PieceStoreContract
{
    private protected override IPieceStore Make(Sample sample) => new MemoryPieceStore(sample.Layout);

    [Fact]
    public async Task Content_that_it_begins_with_is_checked()
    {
        var sample = new Sample();
        var content = sample.Bytes.ToArray();
        content[0]++;
        await using var store = new MemoryPieceStore(sample.Layout, content);
        (await sample.OpenAsync(store)).Ones().ShouldBe(Enumerable.Range(1, sample.Count - 1));
    }

    [Fact]
    public void Content_of_another_length_is_refused() =>
        Should.Throw<ArgumentException>(() => new MemoryPieceStore(new Sample().Layout, new byte[3]));
}
