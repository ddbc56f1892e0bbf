using System.Collections.ObjectModel;
using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Text;
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
            RedeemBy = coupon.RedeemBy is { } date ? RedeemBy(date) : null,
            AppliesTo = withProducts ? [.. (coupon.AppliesTo?.Products ?? []).Order(StringComparer.Ordinal)] : null,
            // Of its own currency a coupon's options may repeat the amount; that is no further currency.
            CurrencyOptions = coupon.CurrencyOptions is null && withProducts ? ReadOnlyDictionary<string, long>.Empty : coupon.CurrencyOptions?
                .Where(o => o.Value?.AmountOff is not null && o.Key != coupon.Currency)
                .ToDictionary(static o => o.Key, static o => o.Value.AmountOff, StringComparer.Ordinal),
        },
    };

    /// <summary>Whether an answer says what metadata the coupon has, if only that it has none. An older version of the API,
    /// or what stands in its place, may leave it out.</summary>
    public static bool ShowsMetadata(Coupon coupon) => coupon.Metadata is not null || Shows(coupon, "metadata");

    /// <summary>Says why what was answered is not the coupon.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="coupon">What was answered.</param>
    /// <param name="livemode">The mode of the key.</param>
    /// <returns>What it was answered with, as the end of a sentence; null when it is the coupon.</returns>
    public static string? FindFault(string id, Coupon? coupon, bool livemode) => coupon switch
    {
        { Object: "coupon", Id: { } other } when other != id => $"with another one, {Words.Values(other, id).First}",
        { Object: "coupon", Id: not null } when coupon.Livemode != livemode && Shows(coupon, "livemode") =>
            $"with one of {Words.Mode(!livemode)} mode, though the key is of {Words.Mode(livemode)} mode",
        { Object: "coupon", Id: not null } => null,
        _ => "with something that is no coupon",
    };

    /// <summary>Reads the coupon that was asked for.</summary>
    /// <param name="id">The id that was asked for.</param>
    /// <param name="coupon">What was answered.</param>
    /// <param name="withProducts">Whether its products were asked for.</param>
    /// <param name="livemode">The mode of the key.</param>
    /// <exception cref="StripeFailureException">It is another one, or its metadata is missing.</exception>
    public static RemoteCoupon ReadOf(string id, Coupon coupon, bool withProducts, bool livemode)
    {
        var wrong = FindFault(id, coupon, livemode) ?? (ShowsMetadata(coupon) ? null : "without its metadata");
        return wrong is null ? Read(coupon, withProducts) : throw new StripeFailureException(new StripeFailure
        {
            Code = StripeFailure.InvalidAnswer,
            Message = $"Asked for the coupon '{id}', Stripe answered {wrong}.",
        });
    }

    // Stripe.net takes anything above 5,000,000,000 seconds, in the year 2128, for milliseconds, and arrives before 1979.
    // Nobody could redeem a coupon then.
    private static DateTimeOffset RedeemBy(DateTime date) =>
        date < DateTime.UnixEpoch.AddYears(9)
            ? DateTimeOffset.FromUnixTimeSeconds((long)(date - DateTime.UnixEpoch).TotalMilliseconds)
            : DateTimeOffset.FromUnixTimeSeconds(Seconds(date));

    /// <summary>Writes a new coupon. What Stripe was asked to expand comes back with it, so that it can be compared.</summary>
    public static CouponCreateOptions Write(NewCoupon coupon)
    {
        var terms = coupon.Terms;
        var options = new CouponCreateOptions
        {
            Id = coupon.Id,
            Name = coupon.Name,
            PercentOff = terms.PercentOff,
            AmountOff = terms.AmountOff,
            Currency = terms.Currency,
            Duration = terms.Duration,
            DurationInMonths = terms.DurationInMonths,
            MaxRedemptions = terms.MaxRedemptions,
            RedeemBy = terms.RedeemBy?.UtcDateTime,
            AppliesTo = terms.AppliesTo is { Count: > 0 } products ? new CouponAppliesToOptions { Products = [.. products] } : null,
            CurrencyOptions = terms.CurrencyOptions is { Count: > 0 } currencies
                ? currencies.ToDictionary(
                    static c => c.Key, static c => new CouponCurrencyOptionsOptions { AmountOff = c.Value }, StringComparer.Ordinal)
                : null,
            Expand = ["applies_to", "currency_options"],
        };
        if (coupon.Metadata.Count > 0)
        {
            options.Metadata = coupon.Metadata.ToDictionary(StringComparer.Ordinal);
        }

        return options;
    }

    private static bool Shows(Coupon coupon, string field) =>
        coupon.RawJsonElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(field, out _);

    private static long Seconds(DateTime utc) =>
        new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
