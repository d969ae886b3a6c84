using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Records;

public sealed class SqliteRecordStoreTests : RecordStoreContract
{
    internal override IRecordStore Open(string folder) => SqliteRecordStore.Open(Path.Combine(folder, "records.db"));

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var record = Version(new EntityId(7), 5, "a");
        await using (var store = Open(folder.Path))
        {
            await store.AppendAsync(new RecordBatch([record]) { Heads = [record.Stamp] });
        }

        await using var again = Open(folder.Path);
        (await again.GetAsync(record.Key)).ShouldBe(record);
        (await again.HeadsAsync()).Covers(record.Stamp).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "records.db"), new string('x', 5000));
        Should.Throw<StoreFailure>(() => Open(folder.Path)).Message.ShouldContain("not a database");
    }

    [Fact]
    public async Task A_file_that_is_damaged_in_the_middle_is_refused_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        await using (var store = Open(folder.Path))
        {
            await store.AppendAsync(new RecordBatch([.. Enumerable.Range(0, 2000).Select(id => Version(new EntityId((UInt128)id), 5, "a"))]));
        }

        await using (var file = File.OpenWrite(Path.Combine(folder.Path, "records.db")))
        {
            file.Position = file.Length / 2;
            await file.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        }

        await using var damaged = Open(folder.Path);
        (await Should.ThrowAsync<StoreFailure>(() => damaged.ScanAsync().CountAsync().AsTask())).Message.ShouldContain("malformed");
    }

    /// <summary>A copy of the files of a store that is being written is what a kill leaves behind.</summary>
    [Fact]
    public async Task A_copy_of_the_files_at_any_moment_has_whole_batches_and_all_that_were_answered()
    {
        using var folder = new TemporaryFolder();
        using var copies = new TemporaryFolder();
        await using var store = Open(folder.Path);
        for (var batch = 1; batch <= 30; batch++)
        {
            await store.AppendAsync(new RecordBatch(
                [.. Enumerable.Range(0, 10).Select(record => Version(new EntityId((UInt128)(batch * 100 + record)), batch, "x", record))]));
            var copy = Directory.CreateDirectory(Path.Combine(copies.Path, $"{batch}")).FullName;
            foreach (var file in Directory.GetFiles(folder.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            TearLastWrite(copy, batch);
            await using var left = Open(copy);
            (await left.ScanAsync().CountAsync(TestContext.Current.CancellationToken)).ShouldBeOneOf(batch * 10, (batch - 1) * 10);
        }
    }

    /// <summary>Every third copy loses the end of its log, as when the power goes in the middle of a write.</summary>
    private static void TearLastWrite(string copy, int batch)
    {
        if (batch % 3 == 0)
        {
            using var log = File.OpenWrite(Path.Combine(copy, "records.db-wal"));
            log.SetLength(Math.Max(0, log.Length - batch * 11));
        }
    }
}
