using CouponSync.Coupons;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>Turns Stripe.net's coupons into ours.</summary>
internal static class CouponTranslation
{
    /// <summary>Reads what is compared from a coupon.</summary>
    /// <param name="coupon">Stripe.net's coupon.</param>
    /// <param name="withProducts">Whether its products were asked for; without, having none means nothing.</param>
    public static RemoteCoupon Read(Coupon coupon, bool withProducts) => new()
    {
        Id = coupon.Id,
        Created = Seconds(coupon.Created),
        Livemode = coupon.Livemode,
        Name = coupon.Name,
        Metadata = CouponMetadata.From(coupon.Metadata),
        TimesRedeemed = coupon.TimesRedeemed,
        Valid = coupon.Valid,
        Terms = new CouponTerms
        {
            PercentOff = coupon.PercentOff,
            AmountOff = coupon.AmountOff,
            Currency = coupon.Currency,
            Duration = coupon.Duration,
            DurationInMonths = coupon.DurationInMonths,
            MaxRedemptions = coupon.MaxRedemptions,
            RedeemBy = coupon.RedeemBy is { } date ? DateTimeOffset.FromUnixTimeSeconds(Seconds(date)) : null,
            AppliesTo = withProducts ? [.. (coupon.AppliesTo?.Products ?? []).Order(StringComparer.Ordinal)] : null,
            CurrencyOptions = coupon.CurrencyOptions?
                .Where(static o => o.Value?.AmountOff is not null)
                .ToDictionary(static o => o.Key, static o => o.Value.AmountOff, StringComparer.Ordinal),
        },
    };

    private static long Seconds(DateTime utc) =>
        new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
