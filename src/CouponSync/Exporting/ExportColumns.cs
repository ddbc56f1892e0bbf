using CouponSync.Coupons;
using CouponSync.Input;

namespace CouponSync.Exporting;

/// <summary>The columns of an export: those every coupon has, and those that only some need.</summary>
/// <param name="Currencies">Further currencies, in ordinal order.</param>
/// <param name="MetadataKeys">All metadata keys, in ordinal order.</param>
/// <param name="HasEscapes">Whether a cell must be kept from being run as a formula.</param>
internal sealed record ExportColumns(IReadOnlyList<string> Currencies, IReadOnlyList<string> MetadataKeys, bool HasEscapes)
{
    private static readonly string[] Fixed =
    [
        "id", "name", "percent_off", "amount_off", "currency", "duration", "duration_in_months", "max_redemptions", "redeem_by",
        "applies_to",
    ];

    private static readonly string[] Informative = ["created", "livemode", "times_redeemed"];

    /// <summary>The header row.</summary>
    public IEnumerable<string> Names =>
    [
        .. Fixed,
        .. Currencies.Select(CouponTerms.AmountName),
        .. MetadataKeys.Select(static k => $"metadata[{k}]"),
        .. Informative,
        .. HasEscapes ? [FormulaEscape.Column] : Array.Empty<string>(),
    ];

    /// <summary>Finds the columns that coupons need. What is held is one entry for each key, not for each coupon.</summary>
    public static ExportColumns Of(IEnumerable<RemoteCoupon> coupons)
    {
        var currencies = new SortedSet<string>(StringComparer.Ordinal);
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        var hasEscapes = false;
        foreach (var coupon in coupons)
        {
            foreach (var (key, value) in coupon.Metadata)
            {
                keys.Add(key);
                hasEscapes |= FormulaEscape.Needs(FormulaEscape.Intended(value));
            }

            currencies.UnionWith(coupon.Terms.CurrencyOptions?.Keys ?? []);
            hasEscapes |= FormulaEscape.Needs(coupon.Id) || FormulaEscape.Needs(FormulaEscape.Intended(coupon.Name ?? ""))
                || (coupon.Terms.AppliesTo is { Count: > 0 } products && FormulaEscape.Needs(products[0]));
        }

        return new ExportColumns([.. currencies], [.. keys], hasEscapes);
    }
}
