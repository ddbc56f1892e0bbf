using CouponSync.Coupons;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>One line of a change: a metadata key, the coupon's name, or its amount in a further currency, before and after.</summary>
/// <param name="Label">
/// The metadata key; <c>name</c> for the coupon's name; <c>currency_options[eur]</c> for an amount. A metadata key that is itself
/// called like one of the latter is labelled <c>metadata[name]</c>, so that the two cannot be taken for each other.
/// </param>
/// <param name="Before">The old value; null when there was none.</param>
/// <param name="After">The new value; null when it is removed.</param>
/// <param name="IsName">Whether it is the coupon's name.</param>
internal readonly record struct ReportedKey(string Label, string? Before, string? After, bool IsName)
{
    /// <summary>The label of the coupon's name.</summary>
    public const string NameLabel = "name";

    private const string CurrencyStart = "currency_options[";

    /// <summary>The lines of a change: the name first, then the further currencies and the keys in the plan's order.</summary>
    public static IEnumerable<ReportedKey> Of(PlannedChange change)
    {
        if (change.Name is { } name)
        {
            yield return new ReportedKey(NameLabel, name.Before, name.After, IsName: true);
        }

        foreach (var option in change.CurrencyOptions)
        {
            yield return new ReportedKey(CouponTerms.AmountName(option.Key), option.Before, option.After, IsName: false);
        }

        foreach (var key in change.Metadata)
        {
            yield return new ReportedKey(LabelOf(key.Key), key.Before, key.After, IsName: false);
        }
    }

    /// <summary>How a metadata key is labelled.</summary>
    public static string LabelOf(string key) =>
        key == NameLabel || key.StartsWith(CurrencyStart, StringComparison.Ordinal) ? $"metadata[{key}]" : key;
}
