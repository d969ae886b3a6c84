using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

/// <summary>What every store does. A store is made twice over the same place to see what it remembers.</summary>
public abstract class PieceStoreContract
{
    private readonly Sample sample = new(length: 1_000_000, pieceLength: 65_536);

    private protected abstract IPieceStore Make(Sample sample);

    [Fact]
    public async Task A_new_store_has_no_piece()
    {
        await using var store = Make(sample);
        (await sample.OpenAsync(store)).IsEmpty.ShouldBeTrue();
        store.Layout.ShouldBeSameAs(sample.Layout);
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        for (var number = 0; number < sample.Count; number++)
        {
            sample.Read(store, number).ShouldBe(sample.Of(sample[number]).ToArray());
        }
    }

    [Fact]
    public async Task A_stretch_fills_several_buffers_one_after_the_other()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.Write(store, 3);
        var (first, none, second) = (new byte[5], Array.Empty<byte>(), new byte[20_000]);
        store.Read(sample[3], 1000, [first, none, second]);
        first.Concat(second).ShouldBe(sample.Of(sample[3]).Slice(1000, 20_005).ToArray());
    }

    [Fact]
    public async Task A_piece_that_is_not_there_cannot_be_read()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.Write(store, 0, 2);
        Should.Throw<IOException>(() => sample.Read(store, 1)).Message.ShouldBe("piece 1 is not stored here");
    }

    [Fact]
    public async Task A_stretch_beyond_its_piece_is_refused()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        var last = sample[sample.Count - 1];
        Should.Throw<ArgumentOutOfRangeException>(() => store.Read(sample[0], 65_530, [new byte[7]]));
        Should.Throw<ArgumentOutOfRangeException>(() => store.Read(last, 0, [new byte[65_536]]));
        Should.Throw<ArgumentOutOfRangeException>(() => store.Read(last, -1, [new byte[1]]));
    }

    [Fact]
    public async Task Half_a_piece_is_not_written()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        Should.Throw<ArgumentException>(() => store.Write(sample[0], sample.Bytes.AsMemory(0, 100)));
    }

    [Fact]
    public async Task Pieces_are_written_and_read_by_several_threads_in_any_order()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        var order = Enumerable.Range(0, sample.Count).ToArray();
        new Random(7).Shuffle(order);
        await Parallel.ForEachAsync(order, TestContext.Current.CancellationToken, (number, _) =>
        {
            sample.Write(store, number);
            sample.Read(store, number).ShouldBe(sample.Of(sample[number]).ToArray());
            return ValueTask.CompletedTask;
        });
        await store.CompleteAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_piece_may_be_written_again()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.Write(store, 1, 1);
        sample.Read(store, 1).ShouldBe(sample.Of(sample[1]).ToArray());
    }

    [Fact]
    public async Task Nothing_is_completed_that_is_not_complete()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.Write(store, Enumerable.Range(1, sample.Count - 1));
        await Should.ThrowAsync<InvalidOperationException>(store.CompleteAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Completing_twice_is_completing_once_and_pieces_are_served_afterwards()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        sample.Read(store, 5).ShouldBe(sample.Of(sample[5]).ToArray());
    }

    [Fact]
    public async Task The_result_of_opening_is_the_callers_own()
    {
        await using var store = Make(sample);
        var held = await sample.OpenAsync(store);
        held.SetAll();
        Should.Throw<IOException>(() => sample.Read(store, 0));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(16_383, 16_384)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 65_536)]
    [InlineData(512_001, 102_400)]
    public async Task Odd_lengths_are_stored_whole(int length, int pieceLength)
    {
        var odd = new Sample(length, pieceLength);
        await using var store = Make(odd);
        (await odd.OpenAsync(store)).Length.ShouldBe(odd.Count);
        odd.WriteAll(store);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        Enumerable.Range(0, odd.Count).SelectMany(number => odd.Read(store, number)).ShouldBe(odd.Bytes);
    }
}

/// <summary>What the stores on a disk do besides.</summary>
public abstract class DiskStoreContract : PieceStoreContract, IDisposable
{
    private readonly Sample sample = new(length: 1_000_000, pieceLength: 65_536);
    private readonly ManualTime time = new();

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override IPieceStore Make(Sample sample) => Make(sample, Folder.Path, boot: null, time: null);

    private protected abstract IPieceStore Make(Sample sample, string folder, Guid? boot, TimeProvider? time);

    [Fact]
    public async Task After_a_clean_end_nothing_is_hashed_again_even_after_a_reboot()
    {
        await WriteAndDispose(0, 3, 15);
        var hashed = new Hashed();
        await using var store = Make(sample, Folder.Path, Guid.NewGuid(), time: null);
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe([0, 3, 15]);
        hashed.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_and_hashes_nothing()
    {
        var boot = Guid.NewGuid();
        using var left = await KilledAfterWriting(boot, 0, 3, 15);
        var hashed = new Hashed();
        await using var store = Make(sample, left.Path, boot, time: null);
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe([0, 3, 15]);
        hashed.Count.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_power_cut_what_no_sync_covers_is_hashed_and_not_lost()
    {
        using var left = await KilledAfterWriting(Guid.NewGuid(), 0, 3, 15);
        var hashed = new Hashed();
        await using var store = Make(sample, left.Path, Guid.NewGuid(), time: null);
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe([0, 3, 15]);
        hashed.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_damaged_journal_costs_hashing_only()
    {
        await WriteAndDispose(0, 3, 15);
        File.WriteAllBytes(JournalOf(Folder.Path), [1, 2, 3]);
        await using var store = Make(sample, Folder.Path, boot: null, time: null);
        (await sample.OpenAsync(store)).Ones().ShouldBe([0, 3, 15]);
    }

    [Fact]
    public async Task A_store_in_use_by_another_is_refused()
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        await using var second = Make(sample);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(second))).Message.ShouldContain("another process");
    }

    [Fact]
    public async Task Opening_can_be_cancelled()
    {
        await WriteAndDispose(0, 3, 15);
        File.Delete(JournalOf(Folder.Path));
        using var stopping = new CancellationTokenSource();
        await using var store = Make(sample);
        await Should.ThrowAsync<OperationCanceledException>(store.OpenAsync(
            (_, _) =>
            {
                stopping.Cancel();
                return true;
            },
            null,
            stopping.Token));
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused_with_its_name()
    {
        File.WriteAllText(Folder["taken"], "x");
        await using var store = Make(sample, Folder["taken"], boot: null, time: null);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain($"{Folder["taken"]} is a file");
    }

    [Fact]
    public async Task No_link_to_elsewhere_is_followed_by_the_journal()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateSymbolicLink(Folder[".peershare"], elsewhere.Path);
        await using var store = Make(sample);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("symbolic link");
        Directory.GetFileSystemEntries(elsewhere.Path).ShouldBeEmpty();
    }

    private protected static string JournalOf(string folder) => Directory.GetFiles(Path.Combine(folder, ".peershare"), "*.journal").Single();

    private async Task WriteAndDispose(params int[] pieces)
    {
        await using var store = Make(sample);
        await sample.OpenAsync(store);
        sample.Write(store, pieces);
    }

    /// <returns>What lies on the disk when the process is killed right after the writes, before any sync.</returns>
    private async Task<TempFolder> KilledAfterWriting(Guid boot, params int[] pieces)
    {
        await using var store = Make(sample, Folder.Path, boot, time);
        await sample.OpenAsync(store);
        sample.Write(store, pieces);
        return TempFolder.Snapshot(Folder.Path);
    }
}
