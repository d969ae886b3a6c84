using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>The one that writes: holds its statements prepared on a connection of its own.</summary>
internal sealed class SqliteWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement begin = new(connection, "BEGIN IMMEDIATE");
    private readonly SqliteStatement commit = new(connection, "COMMIT");
    private readonly SqliteStatement rollback = new(connection, "ROLLBACK");
    private readonly SqliteStatement put = new(connection, SqlText.Put);
    private readonly SqliteStatement forget = new(connection, SqlText.Forget);
    private readonly SqliteStatement forgetBlob = new(connection, SqlText.ForgetBlob);
    private readonly SqliteStatement putBlob = new(connection, SqlText.PutBlob);
    private readonly SqliteStatement putHead = new(connection, SqlText.PutHead);
    private readonly SqliteStatement putHorizon = new(connection, SqlText.PutHorizon);

    public IReadOnlyList<Record> Append(RecordBatch batch)
    {
        begin.Run();
        try
        {
            var winners = Put(batch);
            commit.Run();
            return winners;
        }
        catch
        {
            TakeBack();
            throw;
        }
    }

    public void Dispose()
    {
        begin.Dispose();
        commit.Dispose();
        rollback.Dispose();
        put.Dispose();
        forget.Dispose();
        forgetBlob.Dispose();
        putBlob.Dispose();
        putHead.Dispose();
        putHorizon.Dispose();
        connection.Dispose();
    }

    private List<Record> Put(RecordBatch batch)
    {
        foreach (var blob in batch.Blobs)
        {
            putBlob.With("$hash", BlobHash.Of(blob.Span).ToArray()).With("$content", blob.ToArray()).Run();
        }

        var winners = batch.Records.Where(Put).ToList();
        foreach (var key in batch.Forgotten)
        {
            forget.With(key).Run();
        }

        foreach (var hash in batch.ForgottenBlobs)
        {
            forgetBlob.With("$hash", hash.ToArray()).Run();
        }

        foreach (var head in batch.Heads)
        {
            putHead.With(head).Run();
        }

        foreach (var pruned in batch.Horizon)
        {
            putHorizon.With(pruned).Run();
        }

        return winners;
    }

    private bool Put(Record record) => put
        .With(record.Key)
        .With(record.Stamp)
        .With("$deleted", record.Deleted ? 1 : 0)
        .With("$body", record.Body.ToArray())
        .Run() == 1;

    /// <summary>After some failures, a full disk among them, SQLite has ended the transaction by itself. The library's own transactions do
    /// not know that, and would take no other ever after.</summary>
    private void TakeBack()
    {
        var isOver = raw.sqlite3_get_autocommit(connection.Handle) != 0;
        if (!isOver)
        {
            rollback.Run();
        }
    }
}
