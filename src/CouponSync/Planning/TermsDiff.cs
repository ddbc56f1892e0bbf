using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>Compares the terms a row names with those the coupon has. Stripe changes none of them but the further currencies, and those are changed only where that is asked for.</summary>
internal static class TermsDiff
{
    /// <summary>Returns one problem for each term that differs; terms that are not wanted are not looked at.</summary>
    /// <param name="line">The line of the row that wants them; null for none.</param>
    /// <param name="id">The coupon.</param>
    /// <param name="wanted">The terms that are wanted.</param>
    /// <param name="actual">Those it has.</param>
    /// <param name="changesCurrencies">Whether further currencies can be changed: only what they are to a coupon that can have none is a problem then.</param>
    public static IReadOnlyList<Problem> Compare(long? line, string id, CouponTerms wanted, CouponTerms actual, bool changesCurrencies = false)
    {
        List<Problem>? problems = null;
        // Values are compared as values; texts are made only for what differs.
        if (wanted.PercentOff is { } percent && percent != actual.PercentOff)
        {
            Add("percent_off", Text(percent), actual.PercentOff is { } has ? Text(has) : null);
        }

        CheckNumber("amount_off", wanted.AmountOff, actual.AmountOff);
        CheckText("currency", wanted.Currency, actual.Currency);
        CheckText("duration", wanted.Duration, actual.Duration);
        CheckNumber("duration_in_months", wanted.DurationInMonths, actual.DurationInMonths);
        CheckNumber("max_redemptions", wanted.MaxRedemptions, actual.MaxRedemptions);
        if (wanted.RedeemBy is { } date && date.ToUnixTimeSeconds() != actual.RedeemBy?.ToUnixTimeSeconds())
        {
            Add("redeem_by", Words.Instant(date), actual.RedeemBy is { } has ? Words.Instant(has) : null);
        }

        if (wanted.AppliesTo is not null && actual.AppliesTo is not null)
        {
            CheckText("applies_to", Sorted(wanted.AppliesTo), Sorted(actual.AppliesTo));
        }

        if (wanted.CurrencyOptions is not null && actual.CurrencyOptions is not null)
        {
            foreach (var (currency, amount) in wanted.CurrencyOptions)
            {
                if (!changesCurrencies || actual.AmountOff is null || currency == actual.Currency)
                {
                    CheckNumber(CouponTerms.AmountName(currency), amount, actual.AmountIn(currency));
                }
            }
        }

        return problems ?? (IReadOnlyList<Problem>)[];

        void CheckText(string column, string? want, string? have)
        {
            if (want is not null && !string.Equals(want, have, StringComparison.Ordinal))
            {
                Add(column, want, have);
            }
        }

        void CheckNumber(string column, long? want, long? have)
        {
            if (want is { } number && number != have)
            {
                Add(column, Text(number), have is { } other ? Text(other) : null);
            }
        }

        void Add(string column, string want, string? have) => (problems ??= []).Add(Conflict(line, id, column, want, have, actual));
    }

    private static Problem Conflict(long? line, string id, string column, string want, string? have, CouponTerms actual)
    {
        if (have is not null)
        {
            (want, have) = VisibleText.EscapePair(want, have);
        }

        // The further currencies of a coupon are the only terms that Stripe can change.
        var why = !column.StartsWith("currency_options[", StringComparison.Ordinal) ? "Stripe fixes it at creation. Correct the file"
            : actual.AmountOff is null ? "a coupon of a percentage has no amounts. Empty the cell, correct the file"
            : actual.Currency is { } own && column == CouponTerms.AmountName(own) ? "it is the coupon's own currency, in which Stripe fixes the amount at creation. Correct the file"
            : "--update-currency-options changes it. Or correct the file";
        return new("conflict", $"The file says {column} {want}, but the coupon has {have ?? "none"}; {why}, or the id if you mean another coupon.")
        {
            Line = line,
            Id = id,
            Column = column,
        };
    }

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Sorted(IReadOnlyList<string> products) =>
        products.Count == 0 ? "nothing" : string.Join(' ', products.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal));
}
