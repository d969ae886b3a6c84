using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Records;

public sealed class SqliteCopyTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task A_copy_is_of_one_moment_whatever_is_written_between_its_steps()
    {
        using var folder = new TemporaryFolder();
        var (from, to) = (Path.Combine(folder.Path, "records.db"), folder.File("copy.db", 0));
        await using var store = SqliteRecordStore.Open(from);
        await store.AppendAsync(new RecordBatch([Written(0)]) { Blobs = [.. Enumerable.Range(0, 12).Select(number => (ReadOnlyMemory<byte>)BlobOf(number))] });

        List<Task> writes = [];
        SqliteCopy.Make(from, to, (_, _) => writes.Add(WriteAsync(store, writes.Count + 1)), CancellationToken.None);
        await Task.WhenAll(writes);

        writes.Count.ShouldBeGreaterThan(2);
        await using var copy = SqliteRecordStore.Open(to);
        (await copy.ScanAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([Written(0)]);
        (await copy.ReadBlobAsync(BlobHash.Of(BlobOf(11)))).ShouldBe(BlobOf(11));
        (await copy.LackingAsync([BlobHash.Of(BlobOf(101))])).ShouldHaveSingleItem();
        (await store.ScanAsync().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1 + writes.Count);
    }

    [Fact]
    public void A_database_that_is_not_ours_is_refused()
    {
        using var folder = new TemporaryFolder();
        var from = folder.File("empty.db", 0);
        Should.Throw<StoreFailure>(() => SqliteCopy.Make(from, folder.File("copy.db", 0), (_, _) => { }, CancellationToken.None));
    }

    private static async Task WriteAsync(SqliteRecordStore store, int number) =>
        await store.AppendAsync(new RecordBatch([Written(number)]) { Blobs = [BlobOf(100 + number)] });

    private static Record Written(int number) =>
        new(RecordKey.Of(RecordKind.UserName, new EntityId((UInt128)(number + 1))), "{}"u8.ToArray(), new Stamp(5 + number, 0, 1), Deleted: false);

    private static byte[] BlobOf(int seed)
    {
        var blob = new byte[MiB];
        new Random(seed).NextBytes(blob);
        return blob;
    }
}
