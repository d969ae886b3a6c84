namespace PeerShare.Engine.Tests.Peers;

public sealed class OddContentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(700, 1)]
    [InlineData(700, 3)]
    [InlineData(40_000, 16_385)]
    [InlineData(5, 64 << 20)]
    public async Task Content_in_pieces_of_any_length_is_fetched(int length, int pieceLength)
    {
        await using var stage = new NodeStage { Content = new Content(length, pieceLength) };
        var seeder = await stage.SeedAsync();
        var leecher = await stage.StartAsync();
        var store = stage.Content.Empty;

        await leecher.Add(stage.Setup(store, seeder.Endpoint)).Completion.Soon();

        store.Bytes.ShouldBe(stage.Content.Bytes);
    }
}
