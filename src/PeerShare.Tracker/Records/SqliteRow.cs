using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>From rows to values; the statements select the columns in this order.</summary>
internal static class SqliteRow
{
    /// <summary>Past the library's reader, whose checks of every column take as long as SQLite itself: a start reads millions of these,
    /// and the table's columns have the types that they have (STRICT).</summary>
    public static T Read<T>(SqliteDataReader row, RecordReader<T> read)
    {
        var columns = row.Handle ?? throw new ObjectDisposedException(nameof(SqliteDataReader));
        return read(
            (RecordKind)raw.sqlite3_column_int(columns, 0),
            raw.sqlite3_column_blob(columns, 1),
            new Stamp(raw.sqlite3_column_int64(columns, 2), raw.sqlite3_column_int(columns, 3), raw.sqlite3_column_int64(columns, 4)),
            raw.sqlite3_column_int(columns, 5) != 0,
            raw.sqlite3_column_blob(columns, 6));
    }

    public static Record ToRecord(SqliteDataReader row) => Read(row, RecordReading.Whole);

    public static Stamp ToStamp(SqliteDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2));
}
