using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Audit;

public sealed class AuditLimitTests : IAsyncDisposable
{
    private const int MostKept = 50;

    private static readonly EntityId Group = new(1);

    private readonly MemoryRecordStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task The_newest_are_kept_and_not_many_more()
    {
        var limit = new AuditLimit(store, MostKept);
        for (var number = 1; number <= 3 * AuditLimit.MostBetween; number++)
        {
            await WriteAsync(limit, number);
            (await store.CountAsync(RecordKind.AuditEntry, Group.ToArray())).ShouldBeLessThanOrEqualTo(MostKept + AuditLimit.MostBetween);
        }

        (await NumbersAsync())[^MostKept..].ShouldBe(Enumerable.Range(3 * AuditLimit.MostBetween - MostKept + 1, MostKept).Select(number => (long)number));
    }

    [Fact]
    public async Task After_a_start_the_first_entry_of_a_group_looks_at_what_is_there()
    {
        var former = new AuditLimit(store, MostKept);
        for (var number = 1; number <= 2 * MostKept; number++)
        {
            await WriteAsync(former, number);
        }

        await WriteAsync(new AuditLimit(store, MostKept), 2 * MostKept + 1);
        (await NumbersAsync()).Length.ShouldBe(MostKept);
    }

    [Fact]
    public async Task Another_groups_entries_stay()
    {
        var other = new Record(RecordKey.AuditEntry(new EntityId(2), new Stamp(1, 0, 0)), Record.EmptyBody, new Stamp(1, 0, 0), Deleted: false);
        await store.AppendAsync(new RecordBatch([other]));
        var limit = new AuditLimit(store, mostKept: 0);
        await WriteAsync(limit, 1);

        (await store.ScanAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([other]);
    }

    private async Task WriteAsync(AuditLimit limit, long number)
    {
        var stamp = new Stamp(number, 0, 0);
        var written = await store.AppendAsync(new RecordBatch([new Record(RecordKey.AuditEntry(Group, stamp), Record.EmptyBody, stamp, Deleted: false)]));
        await limit.FollowAsync(written);
    }

    private async Task<long[]> NumbersAsync() =>
        [.. (await store.ReadAsync(RecordKind.AuditEntry, Group.ToArray(), Group.ToArray(), int.MaxValue)).Select(record => record.Stamp.Millis)];
}
