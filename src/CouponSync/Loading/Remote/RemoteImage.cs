using CouponSync.Coupons;
using Microsoft.Data.Sqlite;

namespace CouponSync.Loading.Remote;

/// <summary>
/// Stripe's coupons as they were read, in one SQLite file: what a run holds of an account is on disk, however large
/// the account. It can always be read again, so it is written without the cost of a journal.
/// </summary>
internal sealed class RemoteImage : IDisposable
{
    private const int SchemaVersion = 1;

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
        _transaction ??= _connection.BeginTransaction();
        _insert.Transaction = _transaction;
        foreach (var coupon in coupons)
        {
            _insert.Parameters[0].Value = coupon.Id;
            _insert.Parameters[1].Value = coupon.Created;
            _insert.Parameters[2].Value = _codec.Encode(coupon).ToArray();
            _insert.ExecuteNonQuery();
        }
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
        Commit();
        _insert.Dispose();
        _lookup?.Dispose();
        _codec.Dispose();
        _connection.Dispose();
    }

    private void Commit()
    {
        _transaction?.Commit();
        _transaction?.Dispose();
        _transaction = null;
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
