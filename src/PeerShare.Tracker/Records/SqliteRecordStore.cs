using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>Keeps records in one SQLite file. A batch is one transaction, and its end one sync of the write-ahead log
/// (synchronous=FULL): what was answered outlives a power cut.</summary>
internal sealed class SqliteRecordStore : IRecordStore
{
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

    public IAsyncEnumerable<Record> ScanAsync() => Guarded(Ask(SqlText.Scan, _ => { }, SqliteRow.ToRecord)).ToAsyncEnumerable();

    public ValueTask<IReadOnlyList<Record>> ReadSinceAsync(VersionVector known, Stamp? after, int most) =>
        ValueTask.FromResult(Guard<IReadOnlyList<Record>>(() => ReadSince(known, after, most)));

    public ValueTask<VersionVector> HeadsAsync() =>
        ValueTask.FromResult(Guard(() => VersionVector.Of(Ask(SqlText.Heads, _ => { }, SqliteRow.ToStamp))));

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
        setUp.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {SqlText.Schema}";
        setUp.ExecuteNonQuery();
        return connection;
    }

    private List<Record> ReadSince(VersionVector known, Stamp? after, int most)
    {
        var page = new List<Record>();
        foreach (var origin in Ask(SqlText.Origins, _ => { }, row => row.GetInt64(0)).Where(origin => origin >= (after?.Origin ?? long.MinValue)))
        {
            var start = Later(known.Heads.GetValueOrDefault(origin), after?.Origin == origin ? after.Value : default);
            page.AddRange(Ask(
                SqlText.Since,
                statement => statement.With(start with { Origin = origin }).With("$most", most - page.Count),
                SqliteRow.ToRecord));
            if (page.Count == most)
            {
                break;
            }
        }

        return page;
    }

    private static Stamp Later(Stamp one, Stamp other) => (one.Millis, one.Counter).CompareTo((other.Millis, other.Counter)) > 0 ? one : other;

    /// <summary>On a pooled connection of its own, so that readers wait for nobody (WAL).</summary>
    private IEnumerable<T> Ask<T>(string sql, Action<SqliteStatement> bind, Func<SqliteDataReader, T> row)
    {
        using var connection = new SqliteConnection(connectionText);
        connection.Open();
        using var statement = new SqliteStatement(connection, sql);
        bind(statement);
        foreach (var value in statement.Read(row))
        {
            yield return value;
        }
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
            // The library's own message wraps SQLite's in a number and quotes.
            throw new StoreFailure(raw.sqlite3_errstr(failure.SqliteErrorCode).utf8_to_string(), failure);
        }
    }
}
