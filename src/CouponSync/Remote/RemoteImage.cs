using CouponSync.Coupons;
using CouponSync.Files;
using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>
/// Stripe's coupons as they were read, in one SQLite file: what a run holds of an account is on disk, however large
/// the account. It can always be read again, so it is written without the cost of a journal.
/// </summary>
internal sealed class RemoteImage : IDisposable
{
    /// <summary>The version of the file's tables; a file of another one is not read.</summary>
    public const int SchemaVersion = 3;

    // Version 2 had three more tables; without them it is the same.
    private const int FormerVersion = 2;

    private static readonly string FromFormerVersion = $"""
        BEGIN;
        DROP TABLE IF EXISTS fingerprints;
        DROP TABLE IF EXISTS fingerprint_recipe;
        DROP TABLE IF EXISTS stale_fingerprints;
        PRAGMA user_version = {SchemaVersion};
        COMMIT;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly CouponRecord _codec = new();
    private readonly bool _livemode;
    private SqliteTransaction? _transaction;
    private ImageLookup? _lookup;

    private RemoteImage(SqliteConnection connection, bool livemode)
    {
        _connection = connection;
        _livemode = livemode;
        _insert = connection.CreateCommand();
        _insert.CommandText = "INSERT OR REPLACE INTO coupons (id, created, body) VALUES ($id, $created, $body)";
        _insert.Parameters.Add("$id", SqliteType.Text);
        _insert.Parameters.Add("$created", SqliteType.Integer);
        _insert.Parameters.Add("$body", SqliteType.Blob);
    }

    /// <summary>Starts an empty image, in place of what the file held.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="livemode">Whether the coupons are live ones.</param>
    public static RemoteImage Create(string path, bool livemode)
    {
        File.Delete(path);
        PrivateFiles.Create(path).Dispose();
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096; PRAGMA locking_mode = EXCLUSIVE;");
        Execute(connection, $"PRAGMA user_version = {SchemaVersion};");
        Execute(connection, "CREATE TABLE coupons (id TEXT PRIMARY KEY, created INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;");
        return new RemoteImage(connection, livemode);
    }

    /// <summary>Opens an image that is kept from run to run: from here on it is written with a journal, so that it
    /// outlives the death of its process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="livemode">Whether the coupons are live ones.</param>
    /// <exception cref="SqliteException">It is damaged, or no image.</exception>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    public static RemoteImage Open(string path, bool livemode)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            using var version = connection.CreateCommand();
            version.CommandText = "PRAGMA user_version";
            var found = (long)version.ExecuteScalar()!;
            if (found is not (SchemaVersion or FormerVersion))
            {
                throw new InvalidDataException($"it has version {found}, this program reads version {SchemaVersion}");
            }

            Execute(connection, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA locking_mode = EXCLUSIVE;");
            if (found == FormerVersion)
            {
                Execute(connection, FromFormerVersion);
            }

            return new RemoteImage(connection, livemode);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The file, for further tables beside the coupons.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>The transaction that everything written since the last <see cref="Commit"/> belongs to.</summary>
    public SqliteTransaction Transaction => _transaction ??= _connection.BeginTransaction();

    /// <summary>How many coupons it holds.</summary>
    public long Count
    {
        get
        {
            Commit();
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM coupons";
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>Adds coupons, replacing those it has of the same id.</summary>
    public void Put(IEnumerable<RemoteCoupon> coupons)
    {
        _insert.Transaction = Transaction;
        foreach (var coupon in coupons)
        {
            _insert.Parameters[0].Value = coupon.Id;
            _insert.Parameters[1].Value = coupon.Created;
            _insert.Parameters[2].Value = _codec.Encode(coupon).ToArray();
            _insert.ExecuteNonQuery();
        }
    }

    /// <summary>Removes a coupon, where the image has it.</summary>
    public void Delete(string id)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = Transaction;
        command.CommandText = "DELETE FROM coupons WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        command.ExecuteNonQuery();
    }

    /// <summary>Finds a coupon by id, compared byte by byte; null when the image has none.</summary>
    public RemoteCoupon? Find(string id)
    {
        var coupon = Lookup.TryFind(id, out var created, out var body)
            ? CouponRecord.Decode(id, created, _livemode, body.ToArray())
            : null;
        Lookup.Release();
        return coupon;
    }

    /// <summary>Whether it holds a coupon of this id.</summary>
    public bool Contains(string id)
    {
        var contains = Lookup.TryFind(id, out _, out _);
        Lookup.Release();
        return contains;
    }

    /// <summary>The record of a coupon as <see cref="CouponRecord"/> made it; empty when the image has none of this id.
    /// It is valid until <see cref="Release"/>, which must follow.</summary>
    public ReadOnlySpan<byte> Record(string id) => Lookup.TryFind(id, out _, out var record) ? record : default;

    /// <summary>Lets go of the last record.</summary>
    public void Release() => Lookup.Release();

    private ImageLookup Lookup => _lookup ??= new ImageLookup(_connection);

    /// <summary>Streams all coupons in the order of their ids, compared byte by byte. Nothing may be added meanwhile.</summary>
    public IEnumerable<RemoteCoupon> All()
    {
        Commit();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT id, created, body FROM coupons ORDER BY id";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return CouponRecord.Decode(reader.GetString(0), reader.GetInt64(1), _livemode, (byte[])reader.GetValue(2));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Commit();
        }
        finally
        {
            _insert.Dispose();
            _lookup?.Dispose();
            _codec.Dispose();
            _connection.Dispose();
        }
    }

    /// <summary>Makes what was written since the last time permanent.</summary>
    public void Commit()
    {
        // One that cannot be committed, on a full disk, is not tried again.
        using var transaction = _transaction;
        _transaction = null;
        try
        {
            transaction?.Commit();
        }
        catch (InvalidOperationException e)
        {
            throw new SqliteException($"What was last written to the image was taken back: {e.Message}", SQLitePCL.raw.SQLITE_FULL);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
