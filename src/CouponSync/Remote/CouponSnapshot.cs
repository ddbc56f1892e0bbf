using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>
/// The remote image as it is kept from run to run: the coupons, since when each of them is known to be so, our own
/// writes that should come back as events, and the coupons that are in doubt. Safe for the updater's workers.
/// </summary>
internal sealed class CouponSnapshot : IDisposable
{
    // Few enough to lose in a power cut, many enough not to wait for the disk with every write.
    private const int WritesPerCommit = 200;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS facts (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS touched (id TEXT PRIMARY KEY, known_from INTEGER NOT NULL, known_to INTEGER NOT NULL, origin TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS own_writes (key TEXT PRIMARY KEY, request TEXT, coupon TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS doubtful (id TEXT PRIMARY KEY) WITHOUT ROWID;
        """;

    private readonly Lock _gate = new();
    private readonly SnapshotSql _sql;
    private int _uncommitted;

    /// <summary>Takes over an open image.</summary>
    /// <param name="image">The image; disposed with this.</param>
    public CouponSnapshot(RemoteImage image)
    {
        Image = image;
        _sql = new SnapshotSql(image);
        _sql.Execute(Tables);
    }

    /// <summary>The coupons.</summary>
    public RemoteImage Image { get; }

    /// <summary>What is known of the image; null while it is being read for the first time.</summary>
    /// <exception cref="DamagedImageException">It cannot be read.</exception>
    public SnapshotFacts? Facts => _sql.Scalar("SELECT json FROM facts") is string json ? SnapshotFacts.Parse(json) : null;

    /// <summary>Writes the facts, and makes all that was written before permanent with them.</summary>
    public void Save(SnapshotFacts facts)
    {
        lock (_gate)
        {
            _sql.Execute("INSERT OR REPLACE INTO facts (id, json) VALUES (1, $0)", facts.ToJson());
            Commit();
        }
    }

    /// <summary>Makes everything written so far permanent.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            Commit();
        }
    }

    /// <summary>Since when a coupon is known to be as the image has it.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="facts">The image's facts, for coupons that nothing touched since the full read.</param>
    public Provenance ProvenanceOf(string id, SnapshotFacts facts)
    {
        using var reader = _sql.Read("SELECT known_from, known_to, origin FROM touched WHERE id = $0", id);
        return reader.Read()
            ? new Provenance(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2))
            : new Provenance(facts.ReadFrom, facts.ReadTo, null);
    }

    /// <summary>Puts what a coupon is now in the place of what it was.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="coupon">The coupon; null when Stripe has none of this id.</param>
    /// <param name="provenance">When that was so.</param>
    public void Put(string id, RemoteCoupon? coupon, Provenance provenance)
    {
        lock (_gate)
        {
            var before = Image.Find(id);
            if (coupon is null)
            {
                Image.Delete(id);
            }
            else
            {
                Image.Put([WithProductsOf(coupon, before)]);
            }

            _sql.Execute(
                "INSERT OR REPLACE INTO touched (id, known_from, known_to, origin) VALUES ($0, $1, $2, $3)",
                id, provenance.From, provenance.To, provenance.Origin);
            _sql.Execute("DELETE FROM doubtful WHERE id = $0", id);
            CommitNowAndThen();
        }
    }

    /// <summary>Notes that a write of ours went through, as Stripe answered it.</summary>
    public void PutOwn(OwnWrite write, RemoteCoupon answer)
    {
        lock (_gate)
        {
            Put(write.CouponId, answer, new Provenance(write.At, write.At, write.Key));
            _sql.Execute(
                "INSERT OR REPLACE INTO own_writes (key, request, coupon, at) VALUES ($0, $1, $2, $3)",
                write.Key, write.RequestId, write.CouponId, write.At);
        }
    }

    /// <summary>Notes that nobody knows what a coupon is now: a write of ours may or may not have reached it.</summary>
    public void Doubt(string id)
    {
        lock (_gate)
        {
            _sql.Execute("INSERT OR IGNORE INTO doubtful (id) VALUES ($0)", id);
            CommitNowAndThen();
        }
    }

    /// <summary>The coupons that are in doubt.</summary>
    public IReadOnlyList<string> Doubtful()
    {
        using var reader = _sql.Read("SELECT id FROM doubtful ORDER BY id");
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Our writes that did not come back as events yet, oldest first.</summary>
    public IReadOnlyList<OwnWrite> OwnWrites()
    {
        using var reader = _sql.Read("SELECT key, request, coupon, at FROM own_writes ORDER BY at, key");
        var writes = new List<OwnWrite>();
        while (reader.Read())
        {
            writes.Add(new OwnWrite(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        }

        return writes;
    }

    /// <summary>Takes writes from those that should come back.</summary>
    public void Forget(IEnumerable<OwnWrite> writes)
    {
        lock (_gate)
        {
            foreach (var write in writes)
            {
                _sql.Execute("DELETE FROM own_writes WHERE key = $0", write.Key);
            }
        }
    }

    /// <summary>A coupon chosen by chance, each as likely as any other; null when the image is empty.</summary>
    /// <param name="random">The chance.</param>
    public RemoteCoupon? Any(Random random) =>
        _sql.Scalar("SELECT id FROM coupons ORDER BY created, id LIMIT 1 OFFSET $0", random.NextInt64(Math.Max(1, Image.Count))) is string id
            ? Image.Find(id)
            : null;

    /// <summary>Whether the image can say if a coupon exists, when only a part of the account was read.</summary>
    public bool Knows(string id) =>
        Image.Contains(id) || _sql.Scalar("SELECT 1 FROM touched WHERE id = $0", id) is not null;

    /// <summary>Notes that Stripe has no coupon of an id.</summary>
    public void NoteMissing(string id, Provenance provenance) => _sql.Execute(
        "INSERT OR IGNORE INTO touched (id, known_from, known_to, origin) VALUES ($0, $1, $2, $3)",
        id, provenance.From, provenance.To, provenance.Origin);

    /// <summary>Takes over what another snapshot still waits for.</summary>
    public void Adopt(IEnumerable<OwnWrite> writes)
    {
        foreach (var write in writes)
        {
            _sql.Execute(
                "INSERT OR REPLACE INTO own_writes (key, request, coupon, at) VALUES ($0, $1, $2, $3)",
                write.Key, write.RequestId, write.CouponId, write.At);
        }
    }

    /// <summary>Makes the image ready to be kept: it is asked by age from now on.</summary>
    public void Index() => _sql.Execute("CREATE INDEX IF NOT EXISTS by_created ON coupons (created)");

    /// <summary>The ids created strictly between two seconds.</summary>
    public IReadOnlyList<string> CreatedBetween(long after, long before)
    {
        using var reader = _sql.Read("SELECT id FROM coupons WHERE created > $0 AND created < $1", after, before);
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                Commit();
            }
            finally
            {
                _sql.Dispose();
                Image.Dispose();
            }
        }
    }

    // Events and answers to writes do not show the products, which are fixed when a coupon is created.
    private static RemoteCoupon WithProductsOf(RemoteCoupon coupon, RemoteCoupon? before) =>
        coupon.Terms.AppliesTo is null && before is not null && before.Created == coupon.Created
            ? coupon with { Terms = coupon.Terms with { AppliesTo = before.Terms.AppliesTo } }
            : coupon;

    private void CommitNowAndThen()
    {
        if (++_uncommitted >= WritesPerCommit)
        {
            Commit();
        }
    }

    private void Commit()
    {
        Image.Commit();
        _uncommitted = 0;
    }
}
