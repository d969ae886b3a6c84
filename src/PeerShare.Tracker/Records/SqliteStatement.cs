using Microsoft.Data.Sqlite;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Records;

/// <summary>A statement that is prepared once and run with other values each time.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand command;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
    }

    /// <summary>Runs a statement once.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Run();
    }

    public SqliteStatement With(string name, object value)
    {
        var index = command.Parameters.IndexOf(name);
        if (index < 0)
        {
            command.Parameters.AddWithValue(name, value);
        }
        else
        {
            command.Parameters[index].Value = value;
        }

        return this;
    }

    public SqliteStatement With(RecordKey key) => With("$kind", (int)key.Kind).With("$id", key.Id.ToArray());

    public SqliteStatement With(Stamp stamp) => With("$millis", stamp.Millis).With("$counter", stamp.Counter).With("$origin", stamp.Origin);

    /// <returns>How many rows it changed.</returns>
    public int Run() => command.ExecuteNonQuery();

    public IEnumerable<T> Read<T>(Func<SqliteDataReader, T> row)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    public void Dispose() => command.Dispose();
}
