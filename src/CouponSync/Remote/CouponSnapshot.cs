using CouponSync.Coupons;
using CouponSync.Files;
using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>
/// An account's coupons as they were read, in one SQLite file: what a run holds of an account is on disk, however large the
/// account. It goes with its run, unless <see cref="SnapshotStore"/> keeps it for the next one. Not for two threads at once.
/// </summary>
internal sealed class CouponSnapshot : IDisposable
{
    // Few enough to lose in a power cut, many enough not to wait for the disk with every write.
    private const int WritesPerCommit = 200;

    private readonly SnapshotSql _sql;
    private readonly bool _livemode;
    private readonly string? _temporaryPath;
    private int _uncommitted;
    private NearIds? _near;

    private CouponSnapshot(SnapshotSql sql, bool livemode, string? temporaryPath)
    {
        _sql = sql;
        _livemode = livemode;
        _temporaryPath = temporaryPath;
    }

    /// <summary>What is known of it; null while it is being read for the first time.</summary>
    public SnapshotFacts? Facts { get; private set; }

    /// <summary>How many coupons it has.</summary>
    public long Count => (long)_sql.Scalar("SELECT count(*) FROM coupons")!;

    /// <summary>Starts an empty snapshot, in place of what the file was; the file goes when it is disposed of.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="livemode">Whether the coupons are live ones.</param>
    public static CouponSnapshot Create(string path, bool livemode)
    {
        File.Delete(path);
        PrivateFiles.Create(path).Dispose();
        var sql = new SnapshotSql(path, outlivesCrash: false);
        var snapshot = new CouponSnapshot(sql, livemode, path);
        try
        {
            SnapshotTables.Create(sql);
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Opens one that is kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="livemode">Whether the coupons are live ones.</param>
    /// <exception cref="SqliteException">It is damaged, or no snapshot.</exception>
    /// <exception cref="DamagedSnapshotException">It is damaged.</exception>
    /// <exception cref="InvalidDataException">It is of another version, or not complete.</exception>
    public static CouponSnapshot Open(string path, bool livemode)
    {
        var snapshot = new CouponSnapshot(new SnapshotSql(path, outlivesCrash: true), livemode, temporaryPath: null);
        try
        {
            SnapshotTables.Check(snapshot._sql);
            snapshot.Facts = snapshot._sql.Scalar("SELECT json FROM facts") is string json
                ? SnapshotFacts.Parse(json)
                : throw new InvalidDataException("it was never complete");
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Adds coupons, replacing those it has of the same id.</summary>
    public void Put(IEnumerable<RemoteCoupon> coupons)
    {
        foreach (var coupon in coupons)
        {
            _sql.Execute($"INSERT OR REPLACE INTO coupons ({CouponColumns.Names}) VALUES ($0, $1, $2, $3, $4, $5, $6)", CouponColumns.Of(coupon));
        }
    }

    /// <summary>Finds a coupon by id, compared byte by byte; null when it has none.</summary>
    /// <exception cref="DamagedSnapshotException">It cannot be read.</exception>
    public RemoteCoupon? Find(string id)
    {
        using var row = _sql.Read($"SELECT {CouponColumns.Names} FROM coupons WHERE id = $0", id);
        return row.Read() ? CouponColumns.Read(row, _livemode) : null;
    }

    /// <summary>Whether it has a coupon of this id.</summary>
    public bool Contains(string id) => _sql.Scalar("SELECT 1 FROM coupons WHERE id = $0", id) is not null;

    /// <summary>Finds the coupon that an id, which no coupon has, was most likely meant to name; null when there is none among those
    /// that were read.</summary>
    public string? FindNear(string id) => (_near ??= new NearIds(_sql)).Find(id);

    /// <summary>Streams all coupons in the order of their ids, compared byte by byte. Nothing may be added meanwhile.</summary>
    public IEnumerable<RemoteCoupon> All()
    {
        using var row = _sql.Read($"SELECT {CouponColumns.Names} FROM coupons ORDER BY id");
        while (row.Read())
        {
            yield return CouponColumns.Read(row, _livemode);
        }
    }

    /// <summary>Puts what a coupon is now in the place of what it was.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="coupon">The coupon, as it was read, or as an event or the answer to a write shows it; null when Stripe has none
    /// of this id.</param>
    public void Replace(string id, RemoteCoupon? coupon)
    {
        var whole = coupon is null ? null : WithWhatIsNotShown(coupon, Find(id));
        if (whole is null)
        {
            _sql.Execute("DELETE FROM coupons WHERE id = $0", id);
        }
        else
        {
            Put([whole]);
        }

        var withProducts = Facts is { WithProducts: true };
        if (withProducts && whole is { Terms: { AppliesTo: null } or { CurrencyOptions: null } })
        {
            // Neither shown nor known from before: the coupon was deleted and created anew.
            ReadAgain([id]);
        }
        else if (!withProducts || coupon is not { Terms: { AmountOff: not null, CurrencyOptions: null } })
        {
            // Else what is not shown may be what has to be read.
            _sql.Execute("DELETE FROM to_read WHERE id = $0", id);
        }

        CommitNowAndThen();
    }

    /// <summary>Takes a write of ours that went through, as Stripe answered it; it should come back as an event.</summary>
    public void PutOwn(OwnWrite write, RemoteCoupon answer)
    {
        Await([write]);
        Replace(write.CouponId, answer);
    }

    /// <summary>Notes writes that should come back as events.</summary>
    public void Await(IEnumerable<OwnWrite> writes)
    {
        foreach (var write in writes)
        {
            _sql.Execute(
                "INSERT OR REPLACE INTO own_writes (key, request, coupon, at) VALUES ($0, $1, $2, $3)",
                write.Key, write.RequestId, write.CouponId, write.At);
        }
    }

    /// <summary>Our writes that did not come back as events yet, oldest first.</summary>
    public IReadOnlyList<OwnWrite> OwnWrites()
    {
        using var row = _sql.Read("SELECT key, request, coupon, at FROM own_writes ORDER BY at, key");
        var writes = new List<OwnWrite>();
        while (row.Read())
        {
            writes.Add(new OwnWrite(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.GetInt64(3)));
        }

        return writes;
    }

    /// <summary>Takes writes from those that should come back.</summary>
    public void Forget(IEnumerable<OwnWrite> writes)
    {
        foreach (var write in writes)
        {
            _sql.Execute("DELETE FROM own_writes WHERE key = $0", write.Key);
        }
    }

    /// <summary>Notes coupons that the next run has to read: what they are now is not known.</summary>
    public void ReadAgain(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _sql.Execute("INSERT OR IGNORE INTO to_read (id) VALUES ($0)", id);
            CommitNowAndThen();
        }
    }

    /// <summary>The coupons that have to be read.</summary>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<string> ToRead(long most) => Ids("SELECT id FROM to_read LIMIT $0", most);

    /// <summary>A coupon chosen by chance, each as likely as any other; null when there is none.</summary>
    /// <param name="random">The chance.</param>
    public RemoteCoupon? Any(Random random) =>
        _sql.Scalar("SELECT id FROM coupons ORDER BY created, id LIMIT 1 OFFSET $0", random.NextInt64(Math.Max(1, Count))) is string id
            ? Find(id)
            : null;

    /// <summary>The ids created strictly between two seconds.</summary>
    public IReadOnlyList<string> CreatedBetween(long after, long before) =>
        Ids("SELECT id FROM coupons WHERE created > $0 AND created < $1", after, before);

    /// <summary>Writes the facts, and makes all that was written before permanent with them.</summary>
    public void Save(SnapshotFacts facts)
    {
        _sql.Execute("INSERT OR REPLACE INTO facts (id, json) VALUES (1, $0)", facts.ToJson());
        Facts = facts;
        Commit();
    }

    /// <summary>Completes one that is to be kept: it is asked by age from now on.</summary>
    public void Complete(SnapshotFacts facts)
    {
        SnapshotTables.Complete(_sql);
        Save(facts);
        _sql.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_temporaryPath is null)
            {
                Commit();
            }
        }
        finally
        {
            _sql.Dispose();
            if (_temporaryPath is not null)
            {
                File.Delete(_temporaryPath);
            }
        }
    }

    // Events and answers to updates show neither the products, which are fixed when a coupon is created, nor the further currencies.
    private static RemoteCoupon WithWhatIsNotShown(RemoteCoupon coupon, RemoteCoupon? before) => before is null || before.Created != coupon.Created
        ? coupon
        : coupon with
        {
            Terms = coupon.Terms with
            {
                AppliesTo = coupon.Terms.AppliesTo ?? before.Terms.AppliesTo,
                CurrencyOptions = coupon.Terms.CurrencyOptions ?? before.Terms.CurrencyOptions,
            },
        };

    private List<string> Ids(string sql, params ReadOnlySpan<object?> values)
    {
        using var row = _sql.Read(sql, values);
        var ids = new List<string>();
        while (row.Read())
        {
            ids.Add(row.GetString(0));
        }

        return ids;
    }

    private void CommitNowAndThen()
    {
        if (++_uncommitted >= WritesPerCommit)
        {
            Commit();
        }
    }

    private void Commit()
    {
        _sql.Commit();
        _uncommitted = 0;
    }
}

/// <summary>A write of ours that should come back as an event.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="RequestId">Stripe's name for it.</param>
/// <param name="CouponId">The coupon.</param>
/// <param name="At">When it was answered, in Unix seconds by Stripe's clock.</param>
internal sealed record OwnWrite(string Key, string? RequestId, string CouponId, long At);
