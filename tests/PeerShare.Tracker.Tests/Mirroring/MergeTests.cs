using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>What happens to records whose tombstones are pruned on some trackers and unknown on others.</summary>
public sealed class MergeTests : IAsyncDisposable
{
    private const long Own = 1;
    private const long Restored = 2;
    private const long Other = 3;

    private static readonly RecordKey Key = RecordKey.Of(RecordKind.UserName, new EntityId(7));

    private readonly MemoryRecordStore store = new();
    private readonly HybridClock clock = new(Own);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task What_is_older_than_a_pruned_tombstone_is_written_anew_because_a_tracker_that_still_has_it_would_drop_it()
    {
        await PruneAsync(new Stamp(100, 0, Other));

        var anew = (await TakeAsync(PageOf([Version(50, Restored)]))).ShouldHaveSingleItem();
        anew.Stamp.Origin.ShouldBe(Own);
        anew.Stamp.ShouldBeGreaterThan(new Stamp(100, 0, Other));
        (await store.GetAsync(Key)).ShouldBe(anew);
        (await store.HeadsAsync()).Covers(anew.Stamp).ShouldBeTrue();
        (await store.HeadsAsync()).Covers(new Stamp(50, 0, Restored)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_written_anew_and_deleted_since_does_not_come_back_with_a_page_that_comes_twice()
    {
        await PruneAsync(new Stamp(100, 0, Other));
        await TakeAsync(PageOf([Version(50, Restored)]) with { IsLast = false });
        await store.AppendAsync(new RecordBatch([Version(0, Own) with { Stamp = clock.Next(0), Deleted = true }]));

        (await TakeAsync(PageOf([Version(50, Restored)]))).ShouldBeEmpty();
        (await store.GetAsync(Key)).ShouldNotBeNull().Deleted.ShouldBeTrue();
    }

    [Fact]
    public async Task What_another_mirror_brings_while_a_copy_comes_goes_with_the_rest_that_the_copy_does_not_have()
    {
        var copying = new Pull();
        var copy = PageOf([]) with { IsCopy = true, IsLast = false, Heads = VersionVector.Of([new Stamp(100, 0, Other)]), Horizon = VersionVector.Of([new Stamp(100, 0, Other)]) };
        await TakeAsync(copy, copying);
        await TakeAsync(PageOf([Version(60, Other)]));

        var gone = (await TakeAsync(copy with { IsLast = true }, copying)).ShouldHaveSingleItem();
        gone.ShouldBe(Record.Nothing(Key));
        (await store.GetAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_took_a_copy_gives_a_copy_to_those_who_lack_what_it_lacks()
    {
        var horizon = VersionVector.Of([new Stamp(100, 0, Other)]);
        await TakeAsync(PageOf([]) with { IsCopy = true, Heads = horizon, Horizon = horizon });

        await using var moment = await store.MomentAsync();
        moment.PagesFor(VersionVector.Of([new Stamp(99, 0, Other)]), most: 10).ShouldHaveSingleItem().IsCopy.ShouldBeTrue();
    }

    private static Page PageOf(IReadOnlyList<Record> records) =>
        new(VersionVector.Of(records.Select(record => record.Stamp)), records, IsLast: true, IsCopy: false);

    private static Record Version(long millis, long origin) => new(Key, Record.EmptyBody, new Stamp(millis, 0, origin), Deleted: false);

    private async ValueTask PruneAsync(Stamp tombstone)
    {
        clock.Resume(tombstone);
        await store.AppendAsync(new RecordBatch([]) { Heads = [tombstone], Horizon = [tombstone] });
    }

    /// <returns>What changed.</returns>
    private async Task<IReadOnlyList<Record>> TakeAsync(Page page, Pull? pull = null) =>
        await (pull ?? new Pull()).Take(page).WriteAsync(store, () => clock.Next(0));
}
