using System.Security.Cryptography;
using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class ChunkStoreTests : DiskStoreContract
{
    private protected override IPieceStore Make(Sample sample, string folder, Guid? boot, TimeProvider? time) => new ChunkPieceStore(
        sample.InfoHash, sample.Layout, "sample.bin", folder, new ChunkStoreOptions { Boot = boot, Time = time ?? TimeProvider.System });
}

public sealed class ChunkPieceStoreTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Sample sample = new(1_000_001, 102_400);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_chunk_is_a_file_of_its_own()
    {
        await using var store = await Opened();
        sample.Write(store, 0, 9);
        Directory.GetFiles(folder["chunks"]).Order().ShouldBe([folder["chunks/0"], folder["chunks/9"]]);
        File.ReadAllBytes(folder["chunks/9"]).ShouldBe(sample.Of(sample[9]).ToArray());
    }

    [Fact]
    public async Task The_summary_is_at_most_two_hundred_milliseconds_behind()
    {
        var time = new ManualTime();
        await using var store = await Opened(time);
        Summary.ShouldBe("\n");
        sample.Write(store, 9, 2);
        time.Advance(TimeSpan.FromMilliseconds(150));
        sample.Write(store, 0);
        Summary.ShouldBe("2 9\n");
        time.Advance(TimeSpan.FromMilliseconds(150));
        Summary.ShouldBe("0 2 9\n");
    }

    [Fact]
    public async Task The_summary_is_exact_at_a_clean_end_and_on_completion()
    {
        await using (var store = await Opened(new ManualTime()))
        {
            sample.Write(store, 3, 1);
        }

        Summary.ShouldBe("1 3\n");
        await using var again = await Opened(new ManualTime());
        sample.WriteAll(again);
        await again.CompleteAsync(TestContext.Current.CancellationToken);
        Summary.ShouldBe("0 1 2 3 4 5 6 7 8 9\n");
    }

    [Fact]
    public async Task A_complete_store_puts_the_file_together_and_knows_its_hash_for_good()
    {
        await Complete();
        File.ReadAllBytes(folder["sample.bin"]).ShouldBe(sample.Bytes);
        var hashed = new Hashed();
        await using var again = Store(new ChunkStoreOptions { Boot = Guid.NewGuid() });
        (await sample.OpenAsync(again, hashed)).IsFull.ShouldBeTrue();
        again.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(sample.Bytes)));
        hashed.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_chunk_that_changed_before_completion_is_reported_and_missing_until_it_is_fetched_again()
    {
        await using var store = await Opened();
        sample.WriteAll(store);
        File.WriteAllBytes(folder["chunks/4"], new byte[102_400]);
        File.Delete(folder["chunks/7"]);
        var lost = await Should.ThrowAsync<ChunksLostException>(store.CompleteAsync(TestContext.Current.CancellationToken));
        lost.Pieces.ShouldBe([sample[4], sample[7]]);
        lost.Message.ShouldBe("2 chunks were altered or deleted, the first of them 4");
        Summary.ShouldBe("0 1 2 3 5 6 8 9\n");
        File.Exists(folder["sample.bin"]).ShouldBeFalse();
        Directory.GetFiles(folder.Path).ShouldBe([folder["summary.txt"]]);
        sample.Write(store, 4, 7);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        File.ReadAllBytes(folder["sample.bin"]).ShouldBe(sample.Bytes);
    }

    [Fact]
    public async Task Another_file_of_that_name_is_not_written_over()
    {
        await using var store = await Opened();
        File.WriteAllText(folder["sample.bin"], "mine");
        sample.WriteAll(store);
        (await Should.ThrowAsync<IOException>(store.CompleteAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("another file");
        File.ReadAllText(folder["sample.bin"]).ShouldBe("mine");
        File.WriteAllBytes(folder["sample.bin"], sample.Bytes);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        store.Sha256.ShouldNotBeNull();
    }

    [Fact]
    public async Task Chunks_that_were_altered_deleted_or_foreign_are_noticed()
    {
        await using (var store = await Opened())
        {
            sample.Write(store, Enumerable.Range(0, 8));
        }

        File.WriteAllBytes(folder["chunks/1"], new byte[102_400]);
        File.WriteAllBytes(folder["chunks/2"], new byte[5]);
        File.SetLastWriteTimeUtc(folder["chunks/3"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Delete(folder["chunks/4"]);
        File.WriteAllBytes(folder["chunks/8"], sample.Of(sample[8]).ToArray());
        File.WriteAllText(folder["chunks/notes.txt"], "");
        File.WriteAllText(folder["chunks/007"], "");
        File.WriteAllText(folder["chunks/10"], "");
        Directory.CreateDirectory(folder["chunks/9"]);
        File.WriteAllText(folder["chunks/.5.part"], "");
        var hashed = new Hashed();
        await using var again = Store();
        (await sample.OpenAsync(again, hashed)).Ones().ShouldBe([0, 3, 5, 6, 7, 8]);
        hashed.Count.ShouldBe(3);
        again.Findings.Discarded.ShouldBe([sample[1], sample[2]]);
        again.Findings.Deleted.ShouldBe([sample[4]]);
        again.Findings.Foreign.Order(StringComparer.Ordinal).ShouldBe(["007", "10", "9", "notes.txt"]);
        Summary.ShouldBe("0 3 5 6 7 8\n");
        Directory.GetFiles(folder["chunks"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["0", "007", "10", "3", "5", "6", "7", "8", "notes.txt"]);
    }

    [Fact]
    public async Task A_link_planted_in_place_of_a_chunk_is_not_written_through()
    {
        using var elsewhere = new TempFolder();
        File.WriteAllText(elsewhere["x"], "precious");
        Directory.CreateDirectory(folder["chunks"]);
        File.CreateSymbolicLink(folder["chunks/0"], elsewhere["x"]);
        File.CreateSymbolicLink(folder["chunks/.1.part"], elsewhere["x"]);
        await using var store = await Opened();
        store.Findings.Foreign.ShouldBe(["0"]);
        sample.Write(store, 0, 1);
        File.ReadAllText(elsewhere["x"]).ShouldBe("precious");
        sample.Read(store, 0).ShouldBe(sample.Of(sample[0]).ToArray());
    }

    [Theory]
    [InlineData("chunks")]
    [InlineData("summary.txt")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(".peershare")]
    public void A_name_that_would_collide_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => new ChunkPieceStore(sample.InfoHash, sample.Layout, name, folder.Path));

    [Fact]
    public async Task The_owners_chunks_are_neither_hashed_nor_put_together_again()
    {
        using var home = new TempFolder();
        File.WriteAllBytes(home["sample.bin"], sample.Bytes);
        var split = await ChunkSplitter.SplitAsync(home["sample.bin"], folder.Path, 102_400, null, TestContext.Current.CancellationToken);
        await using var store = Store(new ChunkStoreOptions { Split = split });
        var hashed = new Hashed();
        (await sample.OpenAsync(store, hashed)).IsFull.ShouldBeTrue();
        hashed.Count.ShouldBe(0);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        store.Sha256.ShouldBe(split.Sha256);
        File.Exists(folder["sample.bin"]).ShouldBeFalse();
    }

    private string Summary => File.ReadAllText(folder["summary.txt"]);

    private ChunkPieceStore Store(ChunkStoreOptions? options = null) => new(sample.InfoHash, sample.Layout, "sample.bin", folder.Path, options);

    private async Task<ChunkPieceStore> Opened(TimeProvider? time = null)
    {
        var store = Store(new ChunkStoreOptions { Time = time ?? TimeProvider.System });
        await sample.OpenAsync(store);
        return store;
    }

    private async Task Complete()
    {
        await using var store = await Opened();
        sample.WriteAll(store);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
    }
}
