using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Storage;

public sealed class DiskQueueTests : IDisposable
{
    private readonly Sample sample = new();
    private readonly BufferPool pool = new();

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task A_right_piece_is_stored()
    {
        await using var store = await Opened();
        (await Outcome(store, 2)).ShouldBe(new StoreOutcome.Stored());
        sample.Read(store, 2).ShouldBe(sample.Of(sample[2]).ToArray());
    }

    [Fact]
    public async Task A_wrong_piece_is_not_stored()
    {
        await using var store = await Opened();
        (await Outcome(store, 2, lie: true)).ShouldBe(new StoreOutcome.Corrupt());
        Should.Throw<IOException>(() => sample.Read(store, 2));
    }

    [Fact]
    public async Task A_disk_that_refuses_is_a_reason_for_people()
    {
        await using var store = new RefusingStore(sample.Layout, new IOException("x") { HResult = 28 });
        (await Outcome(store, 2)).ShouldBe(new StoreOutcome.Failed("no space left on the device: free some and resume"));
    }

    [Fact]
    public async Task The_memory_is_back_before_the_outcome_is_told_whatever_it_is()
    {
        await using var store = await Opened();
        await using var refusing = new RefusingStore(sample.Layout, new IOException("x"));
        using var two = new BufferPool(budget: 0);
        (await Outcome(store, 1, from: two, told: TwoFree)).ShouldBe(new StoreOutcome.Stored());
        (await Outcome(store, 1, lie: true, from: two, told: TwoFree)).ShouldBe(new StoreOutcome.Corrupt());
        (await Outcome(refusing, 1, from: two, told: TwoFree)).ShouldBe(new StoreOutcome.Failed("x"));

        void TwoFree()
        {
            two.Share(() => { }).TryRent(1, out var first).ShouldBeTrue();
            two.Share(() => { }).TryRent(1, out var second).ShouldBeTrue();
            first!.Close();
            second!.Close();
        }
    }

    [Fact]
    public async Task A_piece_given_up_meanwhile_is_not_stored()
    {
        await using var store = await Opened();
        await using var queue = new DiskQueue(1);
        var buffer = Whole(pool, 1, lie: false);
        var outcome = new TaskCompletionSource<StoreOutcome>();
        buffer.Close();
        queue.Store(buffer, sample[1], sample.Check, store, outcome.SetResult);
        (await outcome.Task).ShouldBe(new StoreOutcome.Failed("the piece was given up"));
    }

    [Fact]
    public async Task A_second_copy_sent_while_the_piece_is_hashed_goes_nowhere()
    {
        await using var store = await Opened();
        await using var queue = new DiskQueue(1);
        var buffer = Whole(pool, 1, lie: false);
        var block = sample.Layout.BlockOf(sample[1], 0);
        var late = true;
        var outcome = new TaskCompletionSource<StoreOutcome>();
        queue.Store(
            buffer,
            sample[1],
            (piece, data) =>
            {
                late = buffer.TryFill(block, new byte[block.Length]);
                return sample.Check(piece, data);
            },
            store,
            outcome.SetResult);
        (await outcome.Task).ShouldBe(new StoreOutcome.Stored());
        late.ShouldBeFalse();
        buffer.TryFill(block, new byte[block.Length]).ShouldBeFalse();
    }

    [Fact]
    public async Task Half_a_piece_is_not_taken()
    {
        await using var store = await Opened();
        await using var queue = new DiskQueue();
        pool.Share(() => { }).TryRent(65_536, out var buffer);
        Should.Throw<InvalidOperationException>(() => queue.Store(buffer!, sample[0], sample.Check, store, _ => { }));
        buffer!.Close();
    }

    [Fact]
    public async Task Ending_the_queue_stores_what_was_queued()
    {
        await using var store = await Opened();
        var stored = 0;
        var queue = new DiskQueue(2);
        for (var number = 0; number < sample.Count; number++)
        {
            queue.Store(Whole(pool, number, lie: false), sample[number], sample.Check, store, _ => Interlocked.Increment(ref stored));
        }

        await queue.DisposeAsync();
        stored.ShouldBe(sample.Count);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
    }

    private async Task<MemoryPieceStore> Opened()
    {
        var store = new MemoryPieceStore(sample.Layout);
        await sample.OpenAsync(store);
        return store;
    }

    private async Task<StoreOutcome> Outcome(IPieceStore store, int number, bool lie = false, BufferPool? from = null, Action? told = null)
    {
        await using var queue = new DiskQueue();
        var outcome = new TaskCompletionSource<StoreOutcome>();
        queue.Store(Whole(from ?? pool, number, lie), sample[number], sample.Check, store, result =>
        {
            told?.Invoke();
            outcome.SetResult(result);
        });
        return await outcome.Task;
    }

    private PieceBuffer Whole(BufferPool from, int number, bool lie)
    {
        var piece = sample[number];
        from.Share(() => { }).TryRent(sample.Layout.LengthOf(piece), out var buffer).ShouldBeTrue();
        for (var block = 0; block < sample.Layout.BlocksOf(piece); block++)
        {
            var range = sample.Layout.BlockOf(piece, block);
            var bytes = sample.Of(piece).Slice(range.Begin, range.Length).ToArray();
            bytes[0] ^= lie ? (byte)1 : (byte)0;
            buffer!.TryFill(range, bytes).ShouldBeTrue();
        }

        return buffer!;
    }

    private sealed class RefusingStore(PieceLayout layout, Exception refusal) : IPieceStore
    {
        public PieceLayout Layout => layout;

        public Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping) => throw refusal;

        public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers) => throw refusal;

        public void Write(PieceIndex piece, ReadOnlyMemory<byte> data) => throw refusal;

        public Task CompleteAsync(CancellationToken stopping) => throw refusal;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
