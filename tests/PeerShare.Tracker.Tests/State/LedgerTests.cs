using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.State;

public sealed class LedgerTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task Commands_that_wait_are_written_together()
    {
        var store = new GatedStore();
        await using var ledger = await OpenAsync(store);
        var first = CreateAsync(ledger, "user0");
        await store.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(1, 20).Select(number => CreateAsync(ledger, $"user{number}")).ToList();
        first.IsCompleted.ShouldBeFalse();
        store.Gate.Release(2);

        (await Task.WhenAll([first, .. others])).ShouldAllBe(refusal => refusal == null);
        store.Appends.ShouldBe(2);
    }

    [Fact]
    public async Task A_question_waits_for_the_write_that_its_answer_rests_on()
    {
        var store = new GatedStore();
        await using var ledger = await OpenAsync(store);
        var writing = CreateAsync(ledger, "alice");
        await store.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var asking = ledger.AskAsync<bool>(view => view.Users.IsTaken("alice")).AsTask();
        asking.IsCompleted.ShouldBeFalse();
        store.Gate.Release();

        (await asking).Value.ShouldBeTrue();
        (await writing).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_disk_does_not_take_never_was()
    {
        var store = new GatedStore();
        await using var ledger = await OpenAsync(store);
        store.Gate.Release(100);
        (await CreateAsync(ledger, "alice")).ShouldBeNull();
        store.Full = true;
        (await CreateAsync(ledger, "bob"))!.Error.ShouldBe("the tracker cannot write to its disk (database or disk is full); tell whoever runs it");
        (await ledger.AskAsync<bool>(view => view.Users.IsTaken("bob"))).Value.ShouldBeFalse();
        ledger.Fault.ShouldNotBeNull();
        store.Full = false;

        (await CreateAsync(ledger, "bob")).ShouldBeNull();
        ledger.Fault.ShouldBeNull();
        (await ledger.AskAsync<bool>(view => view.Users.IsTaken("alice"))).Value.ShouldBeTrue();
    }

    [Fact]
    public async Task A_defect_in_one_command_is_its_own_trouble()
    {
        await using var store = new MemoryRecordStore();
        await using var ledger = await OpenAsync(store);
        await Should.ThrowAsync<InvalidOperationException>(ledger.DoAsync(
            new Command(new AnswerBody("x"), null, (_, _) => throw new InvalidOperationException("a defect"))));
        (await CreateAsync(ledger, "alice")).ShouldBeNull();
    }

    [Fact]
    public async Task What_another_tracker_did_meanwhile_is_not_done_again()
    {
        await using var store = new MemoryRecordStore();
        var heard = new TaskCompletionSource();
        await using var ledger = await Ledger.OpenAsync(store, time, 7, (_, _) => { }, () => heard.Task);
        var request = EntityId.Create();
        var doing = CreateAsync(ledger, "alice", request);

        var done = RecordJson.Encode(new AnswerBody("create"));
        await ledger.MergeAsync(new Merge([new Record(RecordKey.Of(RecordKind.Answer, request), done, new HybridClock(8).Next(0), Deleted: false)]));
        heard.SetResult();

        (await doing).ShouldBeNull();
        (await ledger.AskAsync<bool>(view => view.Users.IsTaken("alice"))).Value.ShouldBeFalse();
    }

    [Fact]
    public async Task Stamps_grow_when_the_clock_was_set_back_before_a_restart()
    {
        await using var store = new MemoryRecordStore();
        Stamp before;
        await using (var ledger = await OpenAsync(store))
        {
            await CreateAsync(ledger, "alice");
            before = await StampAsync(ledger);
        }

        time.Advance(TimeSpan.FromHours(-2));
        await using var again = await OpenAsync(store);
        (await StampAsync(again)).ShouldBeGreaterThan(before with { Counter = 0 });
    }

    [Fact]
    public async Task Answers_are_forgotten_after_a_while()
    {
        await using var store = new MemoryRecordStore();
        await using var ledger = await OpenAsync(store);
        await CreateAsync(ledger, "alice", EntityId.Create());
        time.Advance(TimeSpan.FromMilliseconds(Answers.KeptMillis + 1));
        await CreateAsync(ledger, "bob", EntityId.Create());
        (await store.ScanAsync().CountAsync(record => record.Key.Kind == RecordKind.Answer, TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    private Task<Ledger> OpenAsync(IRecordStore store) => Ledger.OpenAsync(store, time, 7, (_, _) => { });

    private static Task<Refusal?> CreateAsync(Ledger ledger, string name, EntityId? request = null) => ledger.DoAsync(
        new Command(new AnswerBody("create"), request, AccountRules.Create(EntityId.Create(), name, "hash", EntityId.Create())));

    private static async Task<Stamp> StampAsync(Ledger ledger)
    {
        var stamp = default(Stamp);
        await ledger.DoAsync(new Command(new AnswerBody("look"), null, (_, draft) =>
        {
            stamp = draft.Stamp;
            return null;
        }));
        return stamp;
    }

    /// <summary>Lets a test decide when, and whether, the disk takes a batch.</summary>
    private sealed class GatedStore : IRecordStore
    {
        private readonly MemoryRecordStore store = new();

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Gate { get; } = new(0);

        public bool Full { get; set; }

        public int Appends { get; private set; }

        public async ValueTask<IReadOnlyList<Record>> AppendAsync(RecordBatch batch)
        {
            Appends++;
            Entered.Release();
            await Gate.WaitAsync();
            return Full ? throw new StoreFailure("database or disk is full", new IOException()) : await store.AppendAsync(batch);
        }

        public ValueTask<Record?> GetAsync(RecordKey key) => store.GetAsync(key);

        public IAsyncEnumerable<T> ScanAsync<T>(RecordReader<T> read, RecordKind last) => store.ScanAsync(read, last);

        public ValueTask<IReadOnlyList<Record>> ReadAsync(RecordKind kind, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> after, int most) =>
            store.ReadAsync(kind, prefix, after, most);

        public ValueTask<int> CountAsync(RecordKind kind, ReadOnlyMemory<byte> prefix) => store.CountAsync(kind, prefix);

        public ValueTask<IRecordMoment> MomentAsync() => store.MomentAsync();

        public ValueTask<VersionVector> HeadsAsync() => store.HeadsAsync();

        public ValueTask<VersionVector> HorizonAsync() => store.HorizonAsync();

        public ValueTask<IReadOnlyList<Record>> TombstonesAsync(VersionVector seen, long beforeMillis, int most) =>
            store.TombstonesAsync(seen, beforeMillis, most);

        public ValueTask<IReadOnlyList<BlobHash>> LackingAsync(IEnumerable<BlobHash> hashes) => store.LackingAsync(hashes);

        public ValueTask<byte[]?> ReadBlobAsync(BlobHash hash) => store.ReadBlobAsync(hash);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
