using System.Text.Json;
using CouponSync.Coupons;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>Turns Stripe.net's pages of coupons into ours. One coupon that cannot be read leaves the others readable.</summary>
internal static class CouponListTranslation
{
    /// <summary>Reads a page.</summary>
    /// <param name="page">Stripe.net's page.</param>
    /// <param name="withProducts">Whether products were asked for.</param>
    /// <param name="livemode">The mode of the key.</param>
    /// <exception cref="InvalidDataException">Something in it has no id: what cannot be named can be neither skipped nor reported.</exception>
    public static CouponPage Read(StripeList<Coupon> page, bool withProducts, bool livemode)
    {
        var coupons = new List<RemoteCoupon>(page.Data.Count);
        List<string>? unreadable = null;
        foreach (var coupon in page.Data)
        {
            if (string.IsNullOrEmpty(coupon?.Id))
            {
                throw new InvalidDataException("What a page lists has no id.");
            }

            if (IsReadable(coupon, livemode))
            {
                coupons.Add(CouponTranslation.Read(coupon, withProducts));
            }
            else
            {
                (unreadable ??= []).Add(coupon.Id);
            }
        }

        return new CouponPage(coupons, page.HasMore) { UnreadableIds = unreadable ?? [], LastId = page.Data.LastOrDefault()?.Id };
    }

    /// <summary>Reads a page that Stripe.net cannot read as a whole: it gives a page up for one field of one coupon.</summary>
    /// <param name="json">The page.</param>
    /// <param name="withProducts">Whether products were asked for.</param>
    /// <param name="livemode">The mode of the key.</param>
    /// <returns>Null when it is no page of coupons with their ids.</returns>
    public static CouponPage? ReadOneByOne(string json, bool withProducts, bool livemode)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var coupons = new List<RemoteCoupon>();
            var unreadable = new List<string>();
            string? last = null;
            foreach (var item in root.GetProperty("data").EnumerateArray())
            {
                if (item.GetProperty("id").GetString() is not { Length: > 0 } id)
                {
                    return null;
                }

                last = id;
                if (TryRead(item, withProducts, livemode) is { } coupon)
                {
                    coupons.Add(coupon);
                }
                else
                {
                    unreadable.Add(id);
                }
            }

            return new CouponPage(coupons, root.GetProperty("has_more").GetBoolean()) { UnreadableIds = unreadable, LastId = last };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool IsReadable(Coupon coupon, bool livemode) =>
        CouponTranslation.FindFault(coupon.Id, coupon, livemode) is null && CouponTranslation.ShowsMetadata(coupon);

    private static RemoteCoupon? TryRead(JsonElement item, bool withProducts, bool livemode)
    {
        try
        {
            return StripeEntity.FromJson<Coupon>(item.GetRawText()) is { } coupon && IsReadable(coupon, livemode)
                ? CouponTranslation.Read(coupon, withProducts)
                : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client throws whatever its parser throws.
            return null;
        }
    }
}
