using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CouponSync.Remote;

/// <summary>
/// Looks coupons up in a remote image by SQLite's own interface: a plan asks once for every row, and what ADO.NET
/// allocates for each question would cost more than the answer.
/// </summary>
internal sealed class ImageLookup : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _find;
    private byte[] _id = new byte[256];

    /// <summary>Prepares to ask.</summary>
    /// <param name="connection">An open image; outlives this.</param>
    public ImageLookup(SqliteConnection connection)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The image is not open.");
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v2(_database, "SELECT created, body FROM coupons WHERE id = ?1", out _find), _database);
    }

    /// <summary>Finds a coupon by id, compared byte by byte.</summary>
    /// <param name="id">The id.</param>
    /// <param name="created">When it was created, in Unix seconds.</param>
    /// <param name="body">Its record; valid until the next call.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public bool TryFind(string id, out long created, out ReadOnlySpan<byte> body)
    {
        if (_id.Length < id.Length * 3)
        {
            _id = new byte[id.Length * 3];
        }

        // Reset first, not last: the record stays readable until the next question.
        _ = raw.sqlite3_reset(_find);
        _ = raw.sqlite3_bind_text(_find, 1, _id.AsSpan(0, Encoding.UTF8.GetBytes(id, _id)));
        var answer = raw.sqlite3_step(_find);
        if (answer == raw.SQLITE_ROW)
        {
            created = raw.sqlite3_column_int64(_find, 0);
            body = raw.sqlite3_column_blob(_find, 1);
            return true;
        }

        _ = raw.sqlite3_reset(_find);
        if (answer != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(answer, _database);
        }

        created = 0;
        body = default;
        return false;
    }

    /// <summary>Lets go of the record of the last call, so that the image can be written.</summary>
    public void Release() => _ = raw.sqlite3_reset(_find);

    /// <inheritdoc/>
    public void Dispose() => _find.Dispose();
}
