using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>From rows to values; the statements select the columns in this order.</summary>
internal static class SqliteRow
{
    public static Record ToRecord(SqliteDataReader row) => new(
        new RecordKey((RecordKind)row.GetByte(0), row.GetFieldValue<byte[]>(1)),
        row.GetFieldValue<byte[]>(6),
        new Stamp(row.GetInt64(2), row.GetInt32(3), row.GetInt64(4)),
        row.GetBoolean(5));

    public static Stamp ToStamp(SqliteDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2));
}
