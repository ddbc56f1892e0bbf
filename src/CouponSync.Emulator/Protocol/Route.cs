using System.Net;

namespace CouponSync.Emulator;

/// <summary>The operations the emulator knows.</summary>
internal enum Operation
{
    Unknown,
    ListCoupons,
    CreateCoupon,
    RetrieveCoupon,
    UpdateCoupon,
    DeleteCoupon,
    ListEvents,
    RetrieveEvent,
    RetrieveAccount,
}

/// <summary>Where a request goes.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Endpoint">Its name, whatever the id: the unit of limits and counters.</param>
/// <param name="Permission">The permission a restricted key needs for it.</param>
/// <param name="Path">The path, percent-decoded once.</param>
/// <param name="Id">The id in the path, percent-decoded once, or null.</param>
internal sealed record Route(Operation Operation, string Endpoint, string? Permission, string Path, string? Id = null)
{
    private const string Coupons = "/v1/coupons";
    private const string Events = "/v1/events";
    private const string OfId = "/{id}";

    /// <summary>Whether the operation can change something.</summary>
    public bool IsWrite => Operation is Operation.CreateCoupon or Operation.UpdateCoupon or Operation.DeleteCoupon;

    /// <summary>Finds the operation of a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path without its query, percent-encoded.</param>
    public static Route Of(string method, string path)
    {
        var decoded = Decode(path);
        return (method, Shape(path, out var id)) switch
        {
            ("GET", Coupons) => new(Operation.ListCoupons, "GET /v1/coupons", "rak_coupon_read", decoded),
            ("POST", Coupons) => new(Operation.CreateCoupon, "POST /v1/coupons", "rak_coupon_write", decoded),
            ("GET", Coupons + OfId) => new(Operation.RetrieveCoupon, "GET /v1/coupons/{id}", "rak_coupon_read", decoded, id),
            ("POST", Coupons + OfId) => new(Operation.UpdateCoupon, "POST /v1/coupons/{id}", "rak_coupon_write", decoded, id),
            ("DELETE", Coupons + OfId) =>
                new(Operation.DeleteCoupon, "DELETE /v1/coupons/{id}", "rak_coupon_write", decoded, id),
            ("GET", Events) => new(Operation.ListEvents, "GET /v1/events", "rak_event_read", decoded),
            ("GET", Events + OfId) => new(Operation.RetrieveEvent, "GET /v1/events/{id}", "rak_event_read", decoded, id),
            ("GET", "/v1/account") => new(Operation.RetrieveAccount, "GET /v1/account", "rak_accounts_kyc_basic_read", decoded),
            _ => new(Operation.Unknown, "unknown", null, decoded),
        };
    }

    private static string Shape(string path, out string? id)
    {
        foreach (var collection in (ReadOnlySpan<string>)[Coupons, Events])
        {
            if (path.Length > collection.Length + 1
                && path.StartsWith(collection, StringComparison.Ordinal)
                && path[collection.Length] == '/'
                && path.IndexOf('/', collection.Length + 1) < 0)
            {
                id = Decode(path[(collection.Length + 1)..]);
                return collection + OfId;
            }
        }

        id = null;
        return path;
    }

    // Only in forms does a plus stand for a space.
    private static string Decode(string text) =>
        text.Contains('%') ? WebUtility.UrlDecode(text.Replace("+", "%2B", StringComparison.Ordinal)) : text;
}
