using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>A read transaction on a connection of its own: writers do not wait for it (WAL).</summary>
internal sealed class SqliteMoment : IRecordMoment
{
    private readonly SqliteConnection connection;
    private readonly List<long> origins;
    private readonly SqliteStatement since;

    /// <param name="connection">Open; owned from here on.</param>
    public SqliteMoment(SqliteConnection connection)
    {
        this.connection = connection;
        SqliteStatement.Run(connection, "BEGIN");
        Heads = VersionVector.Of(Read(SqlText.Heads, SqliteRow.ToStamp));
        Horizon = VersionVector.Of(Read(SqlText.Horizon, SqliteRow.ToStamp));
        origins = Read(SqlText.Origins, row => row.GetInt64(0));
        since = new SqliteStatement(connection, SqlText.Since);
    }

    public VersionVector Heads { get; }

    public VersionVector Horizon { get; }

    public IReadOnlyList<Record> ReadSince(VersionVector known, Stamp? after, int most)
    {
        var page = new List<Record>();
        foreach (var origin in origins.Where(origin => origin >= (after?.Origin ?? long.MinValue)))
        {
            var start = Later(known.Heads.GetValueOrDefault(origin), after?.Origin == origin ? after.Value : default);
            page.AddRange(since.With(start with { Origin = origin }).With("$most", most - page.Count).Read(SqliteRow.ToRecord));
            if (page.Count == most)
            {
                break;
            }
        }

        return page;
    }

    public async ValueTask DisposeAsync()
    {
        since.Dispose();
        SqliteStatement.Run(connection, "ROLLBACK");
        await connection.DisposeAsync();
    }

    private static Stamp Later(Stamp one, Stamp other) => (one.Millis, one.Counter).CompareTo((other.Millis, other.Counter)) > 0 ? one : other;

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var statement = new SqliteStatement(connection, sql);
        return [.. statement.Read(row)];
    }
}
