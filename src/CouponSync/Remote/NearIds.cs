using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>
/// Finds coupons whose ids differ from another one by a slip only: case, width, quotes, leading zeros, look-alike and invisible
/// characters. It knows the coupons that were read: all of the account after listing, only a few after reading by id.
/// </summary>
/// <remarks>What it looks things up in is a table of SQLite's own temporary file, made for the first question: most runs ask none.</remarks>
internal sealed class NearIds
{
    private readonly SnapshotSql _sql;

    /// <summary>Reads the ids of the coupons there are.</summary>
    /// <param name="sql">The snapshot; outlives this.</param>
    public NearIds(SnapshotSql sql)
    {
        _sql = sql;
        sql.Define("fold", IdFolding.Fold);
        sql.Execute("CREATE TEMP TABLE near AS SELECT fold(id) AS folded, id FROM coupons");
        sql.Execute("CREATE INDEX temp.by_folded ON near (folded, id)");
    }

    /// <summary>Finds one; null when there is none.</summary>
    /// <param name="id">An id that no coupon has.</param>
    public string? Find(string id) =>
        _sql.Scalar("SELECT id FROM near WHERE folded = $0 ORDER BY id LIMIT 1", IdFolding.Fold(id)) as string;
}
