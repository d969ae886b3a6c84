using System.Globalization;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>Files of every kind, around the smallest ring.</summary>
public sealed class SizeTests : StagedTest
{
    private const int Chunk = Classroom.ChunkSize;

    [Theory]
    [InlineData(4 * Chunk + 1, 5)]
    [InlineData(5 * Chunk - 1, 5)]
    [InlineData(5 * Chunk, 5)]
    [InlineData(20 * Chunk, 20)]
    [InlineData(20 * Chunk + 1, 21)]
    public async Task The_last_chunk_may_be_shorter_and_is_never_empty(int length, int chunks)
    {
        var room = await Classroom.OpenAsync(Stage, length);

        await PlayAsync(room);

        room.ChunkCount.ShouldBe(chunks);
    }

    [Theory]
    [InlineData("a film with spaces.bin")]
    [InlineData("Grüße – 映画 🎬.mkv")]
    [InlineData("-film.bin")]
    [InlineData("--json")]
    [InlineData("@film")]
    [InlineData("it's \"100%\" & $HOME;.bin")]
    public async Task A_file_may_be_called_anything(string name) => await PlayAsync(await Classroom.OpenAsync(Stage, name: name));

    [Theory]
    [InlineData("1000", 1000)]
    [InlineData("16KB", 16 << 10)]
    [InlineData("300KB", 300 << 10)]
    public async Task Chunks_may_have_another_size(string word, int size)
    {
        var room = await Classroom.OpenAsync(Stage, 7 * size - 3, chunkSize: size);

        await PlayAsync(room, "--chunk-size", word);
    }

    [Fact]
    public async Task A_ring_works_over_IPv6()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner("--peers", "2", "--until-done");
        var peers = Enumerable.Range(1, 2)
            .Select(member => Stage.Start("peer", $"[::1]:{room.Port(0)}", room.Word(member), $"[::1]:{room.Port(3 - member)}", "--until-done"))
            .ToList();

        await EndWellAsync(room, owner, peers);
        peers[0].All(@"received chunk \d+ from (\[::1\]:\d+) ").Count.ShouldBe(room.ChunkCount);
    }

    private static async Task PlayAsync(Classroom room, params string[] more)
    {
        var owner = room.Owner(["--peers", "2", "--until-done", .. more]);
        await EndWellAsync(room, owner, room.Peers([1, 2], "--until-done"));
    }

    private static async Task EndWellAsync(Classroom room, Player owner, List<Player> peers)
    {
        (await owner.EndsAsync()).ShouldBe(0);
        owner.All(@"sent chunk (\d+) to").ShouldBe(room.Ids(), ignoreOrder: true);
        foreach (var peer in peers)
        {
            (await peer.EndsAsync()).ShouldBe(0);
            (await peer.SaysAsync("complete: ([0-9,]+) chunks, ([0-9,]+) B, ")).Groups[2].Value
                .ShouldBe(room.Length.ToString("N0", CultureInfo.InvariantCulture));
        }

        await room.ShouldBeCompleteAsync(1, 2);
        await room.ShouldHaveEveryChunkAsync(0);
    }
}
