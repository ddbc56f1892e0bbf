using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>A coupon as a row of the snapshot.</summary>
internal static class CouponColumns
{
    /// <summary>The columns, as the table declares them.</summary>
    public const string Declared =
        "id TEXT PRIMARY KEY, created INTEGER NOT NULL, name TEXT, metadata TEXT NOT NULL, terms TEXT NOT NULL, times_redeemed INTEGER NOT NULL, valid INTEGER NOT NULL";

    /// <summary>Their names.</summary>
    public const string Names = "id, created, name, metadata, terms, times_redeemed, valid";

    /// <summary>A coupon's values for them.</summary>
    public static object?[] Of(RemoteCoupon coupon) =>
    [
        coupon.Id,
        coupon.Created,
        coupon.Name,
        JsonSerializer.Serialize(coupon.Metadata.ToDictionary(), SnapshotJson.Default.DictionaryStringString),
        JsonSerializer.Serialize(coupon.Terms, SnapshotJson.Default.CouponTerms),
        coupon.TimesRedeemed,
        coupon.Valid ? 1 : 0,
    ];

    /// <summary>Reads a coupon from a row that has them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="livemode">Whether the coupons are live ones.</param>
    /// <exception cref="DamagedSnapshotException">There is something else.</exception>
    public static RemoteCoupon Read(SqliteDataReader row, bool livemode)
    {
        try
        {
            return new RemoteCoupon
            {
                Id = row.GetString(0),
                Created = row.GetInt64(1),
                Livemode = livemode,
                Name = row.IsDBNull(2) ? null : row.GetString(2),
                Metadata = CouponMetadata.From(Parse(row.GetString(3), SnapshotJson.Default.DictionaryStringString)),
                Terms = Parse(row.GetString(4), SnapshotJson.Default.CouponTerms),
                TimesRedeemed = row.GetInt64(5),
                Valid = row.GetInt64(6) != 0,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            throw new DamagedSnapshotException("a coupon's columns cannot be read", e);
        }
    }

    private static T Parse<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
}

/// <summary>How the snapshot's JSON is written and read.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CouponTerms))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(SnapshotFacts))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
