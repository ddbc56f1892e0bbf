using CouponSync.Loading.Remote;
using Microsoft.Data.Sqlite;

namespace CouponSync.Loading.Snapshot;

/// <summary>Compares a full read with the image that events had kept up to date before it.</summary>
internal static class SnapshotDrift
{
    private const string Differing = """
        SELECT n.id, n.created, n.body, o.created, o.body FROM main.coupons n JOIN kept.coupons o ON o.id = n.id
            WHERE o.created <> n.created OR o.body <> n.body
        """;

    private const string InOneOnly = """
        SELECT n.id, n.created, n.body, NULL, NULL FROM main.coupons n LEFT JOIN kept.coupons o ON o.id = n.id
            WHERE o.id IS NULL
        UNION ALL
        SELECT o.id, NULL, NULL, o.created, o.body FROM kept.coupons o LEFT JOIN main.coupons n ON n.id = o.id
            WHERE n.id IS NULL
        """;

    /// <summary>Finds the coupons that differ.</summary>
    /// <param name="fresh">The full read.</param>
    /// <param name="keptPath">The kept image's file, which nobody has open.</param>
    /// <param name="livemode">The mode.</param>
    /// <param name="areComplete">Whether both have every coupon of the account, so that one which only one of them has counts.</param>
    public static IReadOnlyList<string> Find(RemoteImage fresh, string keptPath, bool livemode, bool areComplete)
    {
        fresh.Commit();
        using var attach = fresh.Connection.CreateCommand();
        attach.CommandText = "ATTACH $path AS kept";
        attach.Parameters.AddWithValue("$path", keptPath);
        attach.ExecuteNonQuery();
        try
        {
            var ids = Read(fresh.Connection, Differing, livemode);
            return areComplete ? [.. ids, .. Read(fresh.Connection, InOneOnly, livemode)] : ids;
        }
        finally
        {
            using var detach = fresh.Connection.CreateCommand();
            detach.CommandText = "DETACH kept";
            detach.ExecuteNonQuery();
        }
    }

    private static List<string> Read(SqliteConnection connection, string sql, bool livemode)
    {
        using var query = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this class.
        query.CommandText = sql;
#pragma warning restore CA2100
        using var reader = query.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
        {
            var id = reader.GetString(0);
            var fresh = reader.IsDBNull(1) ? null : CouponRecord.Decode(id, reader.GetInt64(1), livemode, (byte[])reader.GetValue(2));
            var kept = reader.IsDBNull(3) ? null : CouponRecord.Decode(id, reader.GetInt64(3), livemode, (byte[])reader.GetValue(4));
            // How often it was redeemed may differ: no event tells, and no row asks.
            if (!SnapshotAudit.IsSame(fresh, kept))
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
