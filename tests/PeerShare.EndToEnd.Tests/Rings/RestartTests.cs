using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>A peer that is started again in its folder, when the owner has long gone.</summary>
public sealed class RestartTests : StagedTest
{
    private static readonly string[] Two = ["--peers", "2", "--until-done"];

    [Fact]
    public async Task A_complete_peer_needs_no_owner_and_fetches_nothing_again()
    {
        var room = await DoneAsync();

        var again = room.Peer(1, 2);

        await again.SaysAsync($"{room.ChunkCount} of {room.ChunkCount} chunks were here already");
        await again.SaysAsync($"complete: {room.ChunkCount} chunks");
        again.All("(requested|received) chunk ").ShouldBeEmpty();
        again.Send(Signal.Interrupt);
        (await again.EndsAsync()).ShouldBe(130);
        await room.ShouldBeCompleteAsync(1);
    }

    [Fact]
    public async Task Chunks_that_were_altered_or_deleted_meanwhile_are_noticed_and_only_they_are_fetched_again()
    {
        var room = await DoneAsync();
        var chunks = Path.Combine(room.FolderOf(1), "chunks");
        File.WriteAllBytes(Path.Combine(chunks, "3"), new byte[Classroom.ChunkSize]);
        File.WriteAllBytes(Path.Combine(chunks, "7"), new byte[5]);
        File.Delete(Path.Combine(chunks, "5"));
        room.Peer(2, 1);

        var again = room.Peer(1, 2);

        await again.SaysAsync($"{room.ChunkCount - 3} of {room.ChunkCount} chunks were here already");
        await again.SaysAsync("chunk 3 was altered while we were away; asking for it again");
        await again.SaysAsync("chunk 7 was altered while we were away; asking for it again");
        await again.SaysAsync("chunk 5 was deleted while we were away; asking for it again");
        await again.SaysAsync($"complete: {room.ChunkCount} chunks");
        again.All(@"\] requested chunk (\d+)").ShouldBe(["3", "5", "7"], ignoreOrder: true);
        await room.ShouldBeCompleteAsync(1);
    }

    [Fact]
    public async Task A_copy_that_was_deleted_is_put_together_again_from_the_chunks()
    {
        var room = await DoneAsync();
        File.Delete(Path.Combine(room.FolderOf(1), room.Name));

        var again = room.Peer(1, 2);

        await again.SaysAsync($"complete: {room.ChunkCount} chunks");
        again.All("(requested|received) chunk ").ShouldBeEmpty();
        await room.ShouldBeCompleteAsync(1);
    }

    /// <summary>Everybody was complete and has ended.</summary>
    private async Task<Classroom> DoneAsync()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner(Two);
        var peers = room.Peers([1, 2], "--until-done");
        (await owner.EndsAsync()).ShouldBe(0);
        foreach (var peer in peers)
        {
            (await peer.EndsAsync()).ShouldBe(0);
        }

        return room;
    }
}
