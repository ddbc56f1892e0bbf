using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CouponSync.Remote;

/// <summary>The snapshot's file as a database: each statement is prepared once, and all that is written until
/// <see cref="Commit"/> is one transaction. Not for two threads at once.</summary>
internal sealed class SnapshotSql : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private bool _isInTransaction;

    /// <summary>Opens a file that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="outlivesCrash">Whether it must be whole after the death of its process, which costs a journal.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is no database.</exception>
    public SnapshotSql(string path, bool outlivesCrash)
    {
        Batteries_V2.Init();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        try
        {
            _connection.Open();
            Run(outlivesCrash ? "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL;" : "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
            Run("PRAGMA cache_size = -4096; PRAGMA locking_mode = EXCLUSIVE;");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes a function that statements can call.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="function">What it does: always the same with the same text.</param>
    public void Define(string name, Func<string, string> function) => _connection.CreateFunction(name, function, isDeterministic: true);

    /// <summary>Writes.</summary>
    /// <param name="sql">A constant text; its parameters are $0, $1 and so on.</param>
    /// <param name="values">The parameters' values.</param>
    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_isInTransaction)
        {
            Run("BEGIN");
            _isInTransaction = true;
        }

        Bind(sql, values).ExecuteNonQuery();
    }

    /// <summary>Reads one value; null when there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Bind(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Reads rows; the reader is the caller's to dispose of, and one statement has one reader at a time.</summary>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Makes what was written since the last time permanent.</summary>
    /// <exception cref="SqliteException">It cannot be; it is not tried again.</exception>
    public void Commit()
    {
        if (!_isInTransaction)
        {
            return;
        }

        _isInTransaction = false;
        try
        {
            Run("COMMIT");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_ERROR)
        {
            // SQLite itself takes a transaction back when the disk is full.
            throw new SqliteException($"What was last written to the snapshot was taken back: {e.Message}", raw.SQLITE_FULL);
        }
    }

    /// <summary>Closes the file; what was not committed is not in it.</summary>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Command(sql);
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of the snapshot's classes.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
