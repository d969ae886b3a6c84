using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>The command lists of the exercise's published solutions, word for word, with 5000 for the first port of a free block.</summary>
public sealed class SeedTests : StagedTest
{
    [Theory]
    [InlineData("5001 5002", "5002 5003", "5003 5004", "5004 5005", "5005 5001")]
    [InlineData("5001 5003", "5002 5001", "5003 5005", "5004 5002", "5005 5004")]
    public async Task Five_peers_each_with_its_port_and_its_download_neighbours(params string[] list)
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner("--until-done");
        var peers = list.Select(words => Peer(room, words, "--until-done")).ToList();

        (await owner.EndsAsync()).ShouldBe(0);
        foreach (var peer in peers)
        {
            (await peer.EndsAsync()).ShouldBe(0);
        }

        await room.ShouldBeCompleteAsync(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Of_four_peers_the_last_names_a_port_that_the_third_has_and_the_others_complete()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner("--patience", "2s");
        var first = Peer(room, "5001 5002", "--patience", "2s");
        var second = Peer(room, "5002 5003", "--patience", "2s");
        var third = Peer(room, "5003 5004", "--patience", "2s");
        await third.SaysAsync("listening on port");

        var fourth = Peer(room, "5003 5001", "--patience", "2s");

        (await fourth.EndsAsync()).ShouldBe(1);
        fourth.Out.ShouldBeEmpty();
        fourth.Error.ShouldHaveSingleItem().ShouldMatch($@"^error: .*\b{room.Port(3)}\b.* in use.*; .+");
        foreach (var peer in new[] { first, second, third })
        {
            await peer.SaysAsync($"complete: {room.ChunkCount} chunks");
        }

        await owner.SaysAsync("every share is dealt; the owner may stop");
        await room.ShouldBeCompleteAsync(1, 2, 3);
    }

    private static Player Peer(Classroom room, string words, params string[] more)
    {
        var ports = words.Split(' ').Select(port => port[^1] - '0').ToList();
        return room.Peer(ports[0], ports[1], more);
    }
}
