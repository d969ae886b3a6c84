using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>Copies a store as it is at one moment, whoever writes to it meanwhile, from whatever process.</summary>
internal static class SqliteCopy
{
    private const int PagesAtOnce = 1_024;

    /// <param name="store">The file of a store; nobody needs to have it open.</param>
    /// <param name="target">An empty file. It is on the disk only when somebody sees to that.</param>
    /// <param name="copied">Told of pages done and in all.</param>
    /// <param name="stopping">Leaves the target half written.</param>
    /// <exception cref="StoreFailure">The one is no store or cannot be read, or the other cannot be written.</exception>
    public static void Make(string store, string target, Action<long, long> copied, CancellationToken stopping)
    {
        SqliteLibrary.Ensure();
        try
        {
            using var from = Open(store);

            // As long as this transaction reads, the copy sees what it sees, and writers need not wait (WAL).
            SqliteStatement.Run(from, "BEGIN");
            SqliteStatement.Run(from, SqlText.Heads);
            using var to = Open(target);
            SqliteStatement.Run(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
            Copy(from, to, copied, stopping);
        }
        catch (SqliteException failure)
        {
            throw StoreFailure.Of(failure);
        }
    }

    private static void Copy(SqliteConnection from, SqliteConnection to, Action<long, long> copied, CancellationToken stopping)
    {
        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        for (var result = raw.SQLITE_OK; result != raw.SQLITE_DONE;)
        {
            stopping.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesAtOnce);
            if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            {
                SqliteException.ThrowExceptionForRC(result, to.Handle);
            }

            var total = raw.sqlite3_backup_pagecount(backup);
            copied(total - raw.sqlite3_backup_remaining(backup), total);
        }
    }

    /// <summary>Not pooled: the file is nobody's when the copy is made.</summary>
    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
