using PeerShare.EndToEnd.Tests.Rings;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests;

/// <summary>No room on the disk: said, waited for, and nothing lost.</summary>
public sealed class FullDiskTests : StagedTest
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task A_fetch_pauses_with_the_reason_and_goes_on_when_there_is_room()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=4m");
        var content = await Stage.FileAsync("film.bin", 3 * MiB);
        var ballast = Path.Combine(disk, "ballast");
        File.WriteAllBytes(ballast, new byte[3 * MiB / 2]);
        await Stage.RunAsync("make-torrent", "film.bin", "film.torrent", "--piece-length", "64KB");
        var seed = Stage.Start("seed", "film.torrent", ".", "--listen", "127.0.0.1:0");
        var address = (await seed.SaysAsync("seeding on (.+)$")).Groups[1].Value;

        var fetch = Stage.Start("fetch", "film.torrent", disk, "--peer", address, "--listen", "127.0.0.1:0");
        await fetch.SaysAsync("^paused: .+");
        fetch.HasEnded.ShouldBeFalse();
        File.Delete(ballast);

        (await fetch.EndsAsync()).ShouldBe(0);
        File.ReadAllBytes(Path.Combine(disk, "film.bin")).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task A_ring_peer_says_that_it_cannot_save_a_chunk_and_goes_on_when_there_is_room()
    {
        var room = await Classroom.OpenAsync(Stage);
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=6m");
        var ballast = Path.Combine(disk, "ballast");
        File.WriteAllBytes(ballast, new byte[5 * MiB]);
        room.Owner("--peers", "2");
        var first = room.Peer(1, 2, "--dir", Path.Combine(disk, "first"));
        room.Peer(2, 1);

        await first.SaysAsync(@"chunk \d+ cannot be saved: .+; trying again every 10 s");
        File.Delete(ballast);

        await first.SaysAsync($"complete: {room.ChunkCount} chunks");
        await room.ShouldBeCompleteAsync(2);
        File.ReadAllBytes(Path.Combine(disk, "first", room.Name)).ShouldBe(File.ReadAllBytes(Stage.In(room.Name)));
    }

    [Fact]
    public async Task An_owner_without_room_for_the_chunks_says_so()
    {
        await Stage.FileAsync("film.bin", 3 * MiB);
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=1m");

        var owner = await Stage.RunAsync("owner", "0", "film.bin", "--dir", Path.Combine(disk, "owner"));

        (await owner.EndsAsync()).ShouldBe(1);
        owner.Error.ShouldHaveSingleItem().ShouldMatch("^error: .*(space|full)");
    }
}
