using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

/// <summary>A disk that is really full or really read-only.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Sample sample = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_disk_fails_the_piece_and_when_space_is_freed_it_is_stored()
    {
        using var mount = Disk.SmallMount(folder["small"], "size=1m");
        File.WriteAllBytes(folder["small/big"], new byte[900_000]);
        await using var store = new FilePieceStore(sample.AsFile("f"), folder["small"]);
        await sample.OpenAsync(store);
        sample.Write(store, 0);
        var fault = Should.Throw<IOException>(() => sample.WriteAll(store));
        DiskFault.Explain(fault).ShouldBe("no space left on the device: free some and resume");
        File.Delete(folder["small/big"]);
        File.WriteAllBytes(folder["small/big"], []);
        sample.Write(store, Enumerable.Range(1, 14));
        sample.Read(store, 1).ShouldBe(sample.Of(sample[1]).ToArray());
    }

    [Fact]
    public async Task A_full_disk_refuses_to_preallocate_with_a_clear_reason()
    {
        using var mount = Disk.SmallMount(folder["small"], "size=500k");
        await using var store = new FilePieceStore(sample.AsFile("f"), folder["small"], new FileStoreOptions { Preallocate = true });
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("no space left on the device");
    }

    [Fact]
    public async Task A_full_disk_leaves_no_half_chunk_and_no_half_summary()
    {
        using var mount = Disk.SmallMount(folder["small"], "size=400k");
        await using (var store = new ChunkPieceStore(sample.InfoHash, sample.Layout, "f", folder["small"]))
        {
            await sample.OpenAsync(store);
            Should.Throw<IOException>(() => sample.WriteAll(store)).Message.ShouldContain("no space left");
            sample.Read(store, 0).ShouldBe(sample.Of(sample[0]).ToArray());
        }

        Directory.GetFiles(folder["small/chunks"]).ShouldAllBe(chunk => new FileInfo(chunk).Length == 65_536);
        Directory.GetFiles(folder["small"]).ShouldBe([folder["small/summary.txt"]]);
    }

    [Fact]
    public async Task A_read_only_disk_is_named_when_it_is_written_to_and_serves_all_the_same()
    {
        using var mount = Disk.SmallMount(folder["ro"], "size=4m");
        File.WriteAllBytes(folder["ro/f"], sample.Bytes);
        Disk.Output("mount", "-o", "remount,ro", folder["ro"]);
        await using var serving = new FilePieceStore(sample.AsFile("f"), folder["ro"], new FileStoreOptions { ServeOnly = true });
        (await sample.OpenAsync(serving)).IsFull.ShouldBeTrue();
        sample.Read(serving, 1).ShouldBe(sample.Of(sample[1]).ToArray());
        await using var fetching = new FilePieceStore(sample.AsFile("g"), folder["ro"]);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(fetching))).Message.ShouldContain("read-only");
    }
}
