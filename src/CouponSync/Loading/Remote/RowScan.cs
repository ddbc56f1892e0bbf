using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CouponSync.Loading.Remote;

/// <summary>
/// Reads the rows of a query one after the other by SQLite's own interface and as bytes: what ADO.NET allocates for each
/// would cost more than the reading.
/// </summary>
internal sealed class RowScan : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _query;

    /// <summary>Prepares to read.</summary>
    /// <param name="connection">An open file; outlives this.</param>
    /// <param name="sql">A constant query.</param>
    /// <param name="values">Its parameters.</param>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public RowScan(SqliteConnection connection, string sql, params ReadOnlySpan<long> values)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The image is not open.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _query), _database);
        for (var i = 0; i < values.Length; i++)
        {
            _ = raw.sqlite3_bind_int64(_query, i + 1, values[i]);
        }
    }

    /// <summary>The bytes of a column of the current row, a text's in UTF-8; valid until the next row.</summary>
    public ReadOnlySpan<byte> this[int column] => raw.sqlite3_column_blob(_query, column);

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public bool MoveNext()
    {
        var answer = raw.sqlite3_step(_query);
        if (answer == raw.SQLITE_ROW)
        {
            return true;
        }

        if (answer != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(answer, _database);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _query.Dispose();
}
