using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>The disk did not do what it was asked, say because it is full. Nothing of the batch is there.</summary>
/// <param name="message">The reason, as a readable line.</param>
/// <param name="cause">What the system said.</param>
internal sealed class StoreFailure(string message, Exception cause) : IOException(message, cause)
{
    /// <summary>In SQLite's own words; the library's message wraps them in a number and quotes.</summary>
    public static StoreFailure Of(SqliteException failure) => new(raw.sqlite3_errstr(failure.SqliteErrorCode).utf8_to_string(), failure);
}
