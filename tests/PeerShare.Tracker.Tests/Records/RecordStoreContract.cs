using System.Text;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Records;

/// <summary>What every store does.</summary>
public abstract class RecordStoreContract
{
    private static readonly EntityId One = new(1);
    private static readonly EntityId Two = new(2);

    internal abstract IRecordStore Open(string folder);

    [Fact]
    public Task A_record_is_found_by_its_key() => WithStoreAsync(async store =>
    {
        var record = Version(One, 5, "a");
        (await store.AppendAsync(new RecordBatch([record]))).ShouldBe([record]);

        (await store.GetAsync(record.Key)).ShouldBe(record);
        (await store.GetAsync(Version(Two, 5, "a").Key)).ShouldBeNull();
    });

    [Theory]
    [InlineData(5, 1, 1, "a", 5, 1, 1, "b", "b")]
    [InlineData(5, 1, 1, "b", 5, 1, 1, "a", "b")]
    [InlineData(5, 1, 1, "a", 6, 0, 0, "b", "b")]
    [InlineData(6, 0, 0, "a", 5, 9, 9, "b", "a")]
    [InlineData(5, 1, 1, "a", 5, 2, 0, "b", "b")]
    [InlineData(5, 1, 2, "a", 5, 1, 1, "b", "a")]
    [InlineData(5, 1, -2, "a", 5, 1, 1, "b", "b")]
    public Task The_greater_stamp_wins_in_either_order(
        long millis, int counter, long origin, string body, long otherMillis, int otherCounter, long otherOrigin, string otherBody, string winner) =>
        WithStoreAsync(async store =>
        {
            Record[] versions =
            [
                Version(One, millis, body, counter, origin), Version(One, otherMillis, otherBody, otherCounter, otherOrigin),
                Version(Two, otherMillis, otherBody, otherCounter, otherOrigin), Version(Two, millis, body, counter, origin),
            ];
            foreach (var version in versions)
            {
                await store.AppendAsync(new RecordBatch([version]));
            }

            BodyOf(await store.GetAsync(versions[0].Key)).ShouldBe(winner);
            BodyOf(await store.GetAsync(versions[2].Key)).ShouldBe(winner);
        });

    [Fact]
    public Task Only_winners_are_reported_and_twice_changes_nothing() => WithStoreAsync(async store =>
    {
        var early = Version(One, 5, "a");
        var late = Version(One, 6, "b");
        (await store.AppendAsync(new RecordBatch([late]))).ShouldBe([late]);
        (await store.AppendAsync(new RecordBatch([early, late]))).ShouldBeEmpty();
    });

    [Fact]
    public Task Tombstones_and_bodies_come_back_as_they_went_in() => WithStoreAsync(async store =>
    {
        var tombstone = Version(One, 5, "{\"x\":\"\0é\"}") with { Deleted = true };
        await store.AppendAsync(new RecordBatch([tombstone]));
        (await store.GetAsync(tombstone.Key)).ShouldBe(tombstone);
    });

    [Fact]
    public Task A_scan_has_everything_in_the_order_of_kinds_and_ids() => WithStoreAsync(async store =>
    {
        Record[] records =
        [
            Version(Two, 3, "d"), Version(One, 4, "c"), new(RecordKey.Of(RecordKind.Share, One), "s"u8.ToArray(), new Stamp(1, 0, 9), false),
            new(RecordKey.Of(RecordKind.User, new EntityId(UInt128.MaxValue)), "u"u8.ToArray(), new Stamp(2, 0, 9), true),
        ];
        await store.AppendAsync(new RecordBatch(records));

        (await store.ScanAsync().ToListAsync()).ShouldBe([records[3], records[1], records[0], records[2]]);
        (await store.ScanAsync(RecordKind.UserName).ToListAsync()).ShouldBe([records[3], records[1], records[0]]);
    });

    [Fact]
    public Task Audit_entries_of_a_group_are_read_in_the_order_of_their_stamps() => WithStoreAsync(async store =>
    {
        Stamp[] stamps = [new(5, 0, -3), new(5, 0, 3), new(5, 1, 0), new(256, 0, 1), new(300, 7, long.MinValue), new(300, 7, -1)];
        await store.AppendAsync(new RecordBatch([.. stamps.Reverse().Select(stamp => Entry(Two, stamp)), Entry(One, stamps[0]), Entry(new EntityId(3), stamps[0])]));
        await store.AppendAsync(new RecordBatch([Version(Two, 5, "another kind")]));

        (await ReadAsync(Two.ToArray(), 99)).ShouldBe(stamps);
        (await ReadAsync(Two.ToArray(), 2)).ShouldBe(stamps[..2]);
        (await ReadAsync(RecordKey.AuditEntry(Two, stamps[2]).Id.ToArray(), 2)).ShouldBe(stamps[3..5]);
        (await ReadAsync(RecordKey.AuditEntry(Two, stamps[^1]).Id.ToArray(), 2)).ShouldBeEmpty();
        (await store.CountAsync(RecordKind.AuditEntry, Two.ToArray())).ShouldBe(stamps.Length);
        (await store.CountAsync(RecordKind.AuditEntry, new EntityId(UInt128.MaxValue).ToArray())).ShouldBe(0);

        async Task<IEnumerable<Stamp>> ReadAsync(byte[] after, int most) =>
            (await store.ReadAsync(RecordKind.AuditEntry, Two.ToArray(), after, most)).Select(record => record.Stamp);
    });

    [Fact]
    public Task Pages_have_what_a_vector_does_not_cover() => WithStoreAsync(async store =>
    {
        var records = Enumerable.Range(1, 20).Select(number => Version(new EntityId((UInt128)number), number, "x", number % 3, number % 4 - 2)).ToList();
        await store.AppendAsync(new RecordBatch(records));
        var known = VersionVector.Of([new Stamp(9, 0, -1), new Stamp(11, int.MaxValue, 1)]);

        List<Record> read = [];
        await using var moment = await store.MomentAsync();
        await store.AppendAsync(new RecordBatch([Version(new EntityId(1), 99, "later")]) { Heads = [new Stamp(99, 0, 1)] });
        moment.Heads.Heads.ShouldBeEmpty();
        while (true)
        {
            var page = moment.ReadSince(known, read.Count == 0 ? null : read[^1].Stamp, 3);
            page.Count.ShouldBeLessThanOrEqualTo(3);
            read.AddRange(page);
            if (page.Count == 0)
            {
                break;
            }
        }

        var expected = records.Where(record => !known.Covers(record.Stamp)).OrderBy(record => (record.Stamp.Origin, record.Stamp.Millis, record.Stamp.Counter));
        read.ShouldBe(expected);
    });

    [Fact]
    public Task Heads_only_move_forward() => WithStoreAsync(async store =>
    {
        await store.AppendAsync(new RecordBatch([]) { Heads = [new Stamp(5, 1, 1), new Stamp(7, 0, 2)] });
        await store.AppendAsync(new RecordBatch([]) { Heads = [new Stamp(5, 0, 1), new Stamp(8, 0, 2)] });

        (await store.HeadsAsync()).Heads.Values.Order().ShouldBe([new Stamp(5, 1, 1), new Stamp(8, 0, 2)]);
    });

    [Fact]
    public Task A_blob_is_found_by_its_hash() => WithStoreAsync(async store =>
    {
        byte[] blob = [1, 2, 0, 3];
        await store.AppendAsync(new RecordBatch([]) { Blobs = [blob] });
        await store.AppendAsync(new RecordBatch([]) { Blobs = [blob] });

        (await store.ReadBlobAsync(BlobHash.Of(blob))).ShouldBe(blob);
        (await store.ReadBlobAsync(BlobHash.Of([9]))).ShouldBeNull();
        (await store.LackingAsync([BlobHash.Of(blob), BlobHash.Of([9])])).ShouldBe([BlobHash.Of([9])]);
    });

    [Fact]
    public Task A_blob_is_forgotten_when_that_is_said() => WithStoreAsync(async store =>
    {
        byte[] kept = [1], gone = [2];
        await store.AppendAsync(new RecordBatch([]) { Blobs = [kept, gone] });
        await store.AppendAsync(new RecordBatch([]) { ForgottenBlobs = [BlobHash.Of(gone), BlobHash.Of([9])] });

        (await store.LackingAsync([BlobHash.Of(kept), BlobHash.Of(gone)])).ShouldBe([BlobHash.Of(gone)]);
        (await store.ReadBlobAsync(BlobHash.Of(gone))).ShouldBeNull();
    });

    [Fact]
    public Task What_is_forgotten_leaves_nothing() => WithStoreAsync(async store =>
    {
        var record = Version(One, 5, "a");
        await store.AppendAsync(new RecordBatch([record]));
        await store.AppendAsync(new RecordBatch([]) { Forgotten = [record.Key, Version(Two, 1, "").Key] });

        (await store.ScanAsync().ToListAsync()).ShouldBeEmpty();
    });

    [Fact]
    public Task Tombstones_that_everybody_has_are_found_and_their_pruning_is_remembered() => WithStoreAsync(async store =>
    {
        var tombstones = Enumerable.Range(1, 5).Select(number => Version(new EntityId((UInt128)number), number, "{}", origin: number % 2) with { Deleted = true }).ToList();
        await store.AppendAsync(new RecordBatch([.. tombstones, Version(new EntityId(9), 1, "{}")]));
        var found = await store.TombstonesAsync(VersionVector.Of([new Stamp(9, 0, 0), new Stamp(3, 0, 1)]), beforeMillis: 4, most: 10);
        found.OrderBy(record => record.Stamp).ShouldBe([tombstones[0], tombstones[1], tombstones[2]]);

        await store.AppendAsync(new RecordBatch([]) { Forgotten = [.. found.Select(record => record.Key)], Horizon = [.. found.Select(record => record.Stamp)] });
        await using var moment = await store.MomentAsync();
        moment.Horizon.Heads.Values.Order().ShouldBe([tombstones[1].Stamp, tombstones[2].Stamp]);
        (await store.HorizonAsync()).Heads.ShouldBe(moment.Horizon.Heads, ignoreOrder: true);
        (await store.ScanAsync().CountAsync()).ShouldBe(3);
    });

    private protected static Record Version(EntityId id, long millis, string body, int counter = 0, long origin = 1) =>
        new(RecordKey.Of(RecordKind.UserName, id), Encoding.UTF8.GetBytes(body), new Stamp(millis, counter, origin), Deleted: false);

    private static Record Entry(EntityId group, Stamp stamp) => new(RecordKey.AuditEntry(group, stamp), Record.EmptyBody, stamp, Deleted: false);

    private static string? BodyOf(Record? record) => record is null ? null : Encoding.UTF8.GetString(record.Body.Span);

    private async Task WithStoreAsync(Func<IRecordStore, Task> act)
    {
        using var folder = new TemporaryFolder();
        await using var store = Open(folder.Path);
        await act(store);
    }
}
