using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// Says what a row lacks to create its coupon from: the rules of https://docs.stripe.com/api/coupons/create that a
/// row alone cannot break, because it may be meant for a coupon that exists. The duration must be given although
/// Stripe has a default for it: it can never be changed afterwards.
/// </summary>
internal static class CreationRules
{
    /// <summary>Returns a problem for each column that lacks or cannot be used; none when the row is complete.</summary>
    /// <param name="row">A valid row of a coupon that does not exist.</param>
    /// <param name="now">The present moment, which <c>redeem_by</c> must lie behind; null does not look at that.</param>
    public static IReadOnlyList<Problem> Check(CouponRow row, DateTimeOffset? now)
    {
        var terms = row.Terms ?? CouponTerms.None;
        var problems = new List<Problem>();
        if (!row.Id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            Add("id_not_creatable", "id", "The id of a new coupon may hold only letters, digits, `_` and `-`.");
        }

        if (terms is { PercentOff: null, AmountOff: null })
        {
            Lacks("percent_off", "`percent_off`, or `amount_off` with `currency`");
        }

        if (terms is { AmountOff: not null, Currency: null })
        {
            Lacks("currency", "`currency`");
        }

        if (terms.Duration is null)
        {
            Lacks("duration", "`duration`: `once`, `forever` or `repeating`");
        }

        if (terms.Duration is not (null or "once" or "forever" or "repeating"))
        {
            Add("terms_incomplete", "duration", $"The duration `{terms.Duration}` is none of `once`, `forever` and `repeating`.");
        }

        if (terms is { Duration: "repeating", DurationInMonths: null })
        {
            Lacks("duration_in_months", "`duration_in_months`, which the duration `repeating` needs");
        }

        if (terms is { CurrencyOptions: { Count: > 0 } options, AmountOff: null })
        {
            var column = CouponTerms.AmountName(options.Keys.Order(StringComparer.Ordinal).First());
            Add("terms_incomplete", column, $"`{column}` goes with an `amount_off` only; empty it, or give an amount.");
        }

        if (terms is { Currency: not null, AmountOff: null, PercentOff: not null })
        {
            Add("terms_incomplete", "currency", "`currency` goes with an `amount_off` only; empty it, or give an amount.");
        }

        if (terms is { CurrencyOptions: { } further, Currency: { } own } && further.ContainsKey(own))
        {
            Add("terms_incomplete", CouponTerms.AmountName(own), $"`{CouponTerms.AmountName(own)}` repeats the coupon's own currency; empty it.");
        }

        if (terms.RedeemBy is { } last && last <= now)
        {
            Add(
                "redeem_by_past",
                "redeem_by",
                $"redeem_by is {Words.Instant(last)}, which is past; Stripe creates no coupon that can no longer be redeemed.");
        }

        if (now is { } moment && terms.RedeemBy > moment.AddYears(StripeLimits.RedeemByYears))
        {
            Add(
                "redeem_by_far",
                "redeem_by",
                $"redeem_by is {Words.Instant(terms.RedeemBy.Value)}; Stripe creates no coupon that can be redeemed in more than {StripeLimits.RedeemByYears} years.");
        }

        return problems;

        void Lacks(string column, string what) => Add("terms_incomplete", column, $"The row lacks {what}.");

        void Add(string kind, string column, string message) => problems.Add(
            new Problem(kind, $"There is no coupon '{row.Id}', and it cannot be created from this row. {message}")
            {
                Line = row.Line,
                Id = row.Id,
                Column = column,
            });
    }
}
