using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.StripeApi;

/// <summary>What one update sends; what it does not list stays as it is.</summary>
internal sealed record CouponPatch
{
    /// <summary>The coupon.</summary>
    public required string Id { get; init; }

    /// <summary>Metadata keys with their new values; null unsets a key. Never null itself: that would clear all keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Metadata { get; init; } = [];

    /// <summary>The new name; null leaves it.</summary>
    public string? Name { get; init; }

    /// <summary>Amounts in further currencies, by lower case code, in the currency's smallest unit.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> CurrencyOptions { get; init; } = [];

    /// <summary>
    /// Compares the coupon Stripe answered with what was sent.
    /// </summary>
    /// <returns>What differs, as a sentence; null when all of it holds.</returns>
    public string? FindDifference(RemoteCoupon answer)
    {
        foreach (var (key, wanted) in Metadata)
        {
            var actual = answer.Metadata.Find(key);
            // An empty string cannot be stored: Stripe takes it as an unset.
            if (!string.Equals(actual, string.IsNullOrEmpty(wanted) ? null : wanted, StringComparison.Ordinal))
            {
                var (isNow, asked) = Words.Values(actual, wanted);
                return actual is null
                    ? $"Stripe accepted the update, but the coupon has no metadata '{key}' now"
                    : $"Stripe accepted the update, but metadata '{key}' is {isNow} now, not {(string.IsNullOrEmpty(wanted) ? "unset" : asked)}";
            }
        }

        foreach (var (currency, wanted) in CurrencyOptions)
        {
            if (answer.Terms.AmountIn(currency) != wanted)
            {
                var (isNow, asked) = (answer.Terms.AmountTextIn(currency), wanted.ToString(CultureInfo.InvariantCulture));
                return $"Stripe accepted the update, but {CouponTerms.AmountName(currency)} is {Words.Value(isNow)} now, not {Words.Value(asked)}";
            }
        }

        if (Name is null || string.Equals(Name, answer.Name, StringComparison.Ordinal))
        {
            return null;
        }

        var (name, askedName) = Words.Values(answer.Name, Name);
        return $"Stripe accepted the update, but the name is {name} now, not {askedName}";
    }
}
