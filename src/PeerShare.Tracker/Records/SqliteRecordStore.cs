using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>Keeps records in one SQLite file. A batch is one transaction, and its end one sync of the write-ahead log
/// (synchronous=FULL): what was answered outlives a power cut.</summary>
internal sealed class SqliteRecordStore : IRecordStore
{
    private static readonly byte[] BehindEveryId = [.. Enumerable.Repeat(byte.MaxValue, RecordKey.LongestId)];

    /// <summary>Ids are random, so a large batch touches every page of a tree: up to 32 MiB of them are kept in memory, and go from the log to the
    /// file when it has as many.</summary>
    private const string Room = "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8192;";

    private readonly string connectionText;
    private readonly SqliteWriter writer;

    private SqliteRecordStore(string connectionText, SqliteWriter writer)
    {
        this.connectionText = connectionText;
        this.writer = writer;
    }

    /// <summary>Opens the file, and makes it when it is missing.</summary>
    /// <exception cref="StoreFailure">It cannot be opened, or is no database of ours.</exception>
    public static SqliteRecordStore Open(string path)
    {
        SqliteLibrary.Ensure();
        var connectionText = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        return Guard(() => new SqliteRecordStore(connectionText, new SqliteWriter(OpenToWrite(connectionText))));
    }

    public ValueTask<IReadOnlyList<Record>> AppendAsync(RecordBatch batch) => ValueTask.FromResult(Guard(() => writer.Append(batch)));

    public ValueTask<Record?> GetAsync(RecordKey key) => ValueTask.FromResult(
        Guard(() => Ask(SqlText.Get, statement => statement.With(key), SqliteRow.ToRecord).FirstOrDefault()));

    public IAsyncEnumerable<T> ScanAsync<T>(RecordReader<T> read, RecordKind last) =>
        Guarded(Ask(SqlText.Scan, statement => statement.With("$last", (int)last), row => SqliteRow.Read(row, read))).ToAsyncEnumerable();

    public ValueTask<IReadOnlyList<Record>> ReadAsync(RecordKind kind, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> after, int most) =>
        ValueTask.FromResult(Guard<IReadOnlyList<Record>>(() =>
            [.. Ask(SqlText.Range, statement => WithRange(statement, kind, prefix, after).With("$most", most), SqliteRow.ToRecord)]));

    public ValueTask<int> CountAsync(RecordKind kind, ReadOnlyMemory<byte> prefix) => ValueTask.FromResult(Guard(() =>
        Ask(SqlText.Count, statement => WithRange(statement, kind, prefix, prefix), row => row.GetInt32(0)).Single()));

    public ValueTask<IRecordMoment> MomentAsync() => ValueTask.FromResult<IRecordMoment>(Guard(() => new SqliteMoment(OpenToRead())));

    public ValueTask<VersionVector> HeadsAsync() => VectorAsync(SqlText.Heads);

    public ValueTask<VersionVector> HorizonAsync() => VectorAsync(SqlText.Horizon);

    public ValueTask<IReadOnlyList<Record>> TombstonesAsync(VersionVector seen, long beforeMillis, int most) =>
        ValueTask.FromResult(Guard<IReadOnlyList<Record>>(() =>
            [.. Ask(SqlText.Tombstones, statement => statement.With("$before", beforeMillis), SqliteRow.ToRecord).Where(record => seen.Covers(record.Stamp)).Take(most)]));

    public ValueTask<IReadOnlyList<BlobHash>> LackingAsync(IEnumerable<BlobHash> hashes) => ValueTask.FromResult(Guard<IReadOnlyList<BlobHash>>(() =>
    {
        using var connection = OpenToRead();
        using var has = new SqliteStatement(connection, SqlText.HasBlob);
        return [.. hashes.Where(hash => !has.With("$hash", hash.ToArray()).Read(row => row.GetBoolean(0)).Any())];
    }));

    public ValueTask<byte[]?> ReadBlobAsync(BlobHash hash) => ValueTask.FromResult(Guard(() =>
        Ask(SqlText.GetBlob, statement => statement.With("$hash", hash.ToArray()), row => row.GetFieldValue<byte[]>(0)).FirstOrDefault()));

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        using var last = new SqliteConnection(connectionText);
        SqliteConnection.ClearPool(last);
        return ValueTask.CompletedTask;
    }

    private static SqliteConnection OpenToWrite(string connectionText)
    {
        var connection = new SqliteConnection(connectionText);
        connection.Open();
        using var setUp = connection.CreateCommand();
        setUp.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {Room} {SqlText.Schema}";
        setUp.ExecuteNonQuery();
        return connection;
    }

    private static SqliteStatement WithRange(SqliteStatement statement, RecordKind kind, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> after) =>
        statement.With("$kind", (int)kind).With("$after", after.ToArray()).With("$end", (byte[])[.. prefix.Span, .. BehindEveryId]);

    private ValueTask<VersionVector> VectorAsync(string sql) =>
        ValueTask.FromResult(Guard(() => VersionVector.Of(Ask(sql, _ => { }, SqliteRow.ToStamp))));

    /// <summary>On a pooled connection of its own, so that readers wait for nobody (WAL).</summary>
    private IEnumerable<T> Ask<T>(string sql, Action<SqliteStatement> bind, Func<SqliteDataReader, T> row)
    {
        using var connection = OpenToRead();
        using var statement = new SqliteStatement(connection, sql);
        bind(statement);
        foreach (var value in statement.Read(row))
        {
            yield return value;
        }
    }

    private SqliteConnection OpenToRead()
    {
        var connection = new SqliteConnection(connectionText);
        connection.Open();
        return connection;
    }

    private static IEnumerable<T> Guarded<T>(IEnumerable<T> rows)
    {
        using var row = rows.GetEnumerator();
        Func<bool> moveNext = row.MoveNext;
        while (Guard(moveNext))
        {
            yield return row.Current;
        }
    }

    private static T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException failure)
        {
            throw StoreFailure.Of(failure);
        }
    }
}
