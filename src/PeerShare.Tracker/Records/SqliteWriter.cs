using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>The one that writes: holds its statements prepared on a connection of its own.</summary>
internal sealed class SqliteWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement put = new(connection, SqlText.Put);
    private readonly SqliteStatement forget = new(connection, SqlText.Forget);
    private readonly SqliteStatement putBlob = new(connection, SqlText.PutBlob);
    private readonly SqliteStatement putHead = new(connection, SqlText.PutHead);
    private readonly SqliteStatement putHorizon = new(connection, SqlText.PutHorizon);

    public IReadOnlyList<Record> Append(RecordBatch batch)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var blob in batch.Blobs)
        {
            putBlob.In(transaction).With("$hash", BlobHash.Of(blob.Span).ToArray()).With("$content", blob.ToArray()).Run();
        }

        var winners = batch.Records.Where(record => Put(record, transaction)).ToList();
        foreach (var key in batch.Forgotten)
        {
            forget.In(transaction).With(key).Run();
        }

        foreach (var head in batch.Heads)
        {
            putHead.In(transaction).With(head).Run();
        }

        foreach (var pruned in batch.Horizon)
        {
            putHorizon.In(transaction).With(pruned).Run();
        }

        Commit(transaction);
        return winners;
    }

    public void Dispose()
    {
        put.Dispose();
        forget.Dispose();
        putBlob.Dispose();
        putHead.Dispose();
        putHorizon.Dispose();
        connection.Dispose();
    }

    /// <summary>When the disk is full SQLite has ended the transaction by itself. The library does not see that, fails at ending it once more,
    /// and would take no other transaction on this connection; so it gets an empty one to end.</summary>
    private void Commit(SqliteTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException) when (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) != 0)
        {
            using var begin = new SqliteStatement(connection, "BEGIN");
            begin.In(transaction).Run();
            throw;
        }
    }

    private bool Put(Record record, SqliteTransaction transaction) => put.In(transaction)
        .With(record.Key)
        .With(record.Stamp)
        .With("$deleted", record.Deleted ? 1 : 0)
        .With("$body", record.Body.ToArray())
        .Run() == 1;
}
