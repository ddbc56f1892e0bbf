using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>A coupon's terms in words.</summary>
internal static class TermsText
{
    /// <summary>Describes what a coupon is worth: <c>25 % off, for 3 months, at most 100 redemptions</c>.</summary>
    /// <returns>The words; empty when nothing is known.</returns>
    public static string Describe(CouponTerms terms)
    {
        var parts = new List<string>();
        if (terms.PercentOff is { } percent)
        {
            parts.Add(percent.ToString("0.############", CultureInfo.InvariantCulture) + " % off");
        }

        if (terms.AmountOff is { } amount)
        {
            // Stripe's smallest unit: how many decimals a currency has is not ours to guess.
            parts.Add($"{Figures.Count(amount)} {terms.Currency} off (smallest unit)");
        }

        if (terms.Duration is { } duration)
        {
            parts.Add(terms.DurationInMonths is { } months ? $"for {Figures.Count(months, "month")}" : duration);
        }

        if (terms.MaxRedemptions is { } most)
        {
            parts.Add($"at most {Figures.Count(most, "redemption")}");
        }

        if (terms.RedeemBy is { } until)
        {
            parts.Add("until " + until.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        if (terms.AppliesTo is { Count: > 0 } products)
        {
            parts.Add("for " + string.Join(' ', products));
        }

        if (terms.CurrencyOptions is { Count: > 0 } options)
        {
            parts.AddRange(options.OrderBy(o => o.Key, StringComparer.Ordinal)
                .Select(o => $"{Figures.Count(o.Value)} {o.Key}"));
        }

        return string.Join(", ", parts);
    }
}
