using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>One line of a change: a metadata key or the coupon's name, before and after.</summary>
/// <param name="Label">
/// The metadata key; <c>name</c> for the coupon's name. A metadata key that is itself called <c>name</c> is labelled
/// <c>metadata[name]</c>, so that the two cannot be taken for each other.
/// </param>
/// <param name="Before">The old value; null when there was none.</param>
/// <param name="After">The new value; null when it is removed.</param>
/// <param name="IsName">Whether it is the coupon's name.</param>
internal readonly record struct ReportedKey(string Label, string? Before, string? After, bool IsName)
{
    /// <summary>The label of the coupon's name.</summary>
    public const string NameLabel = "name";

    /// <summary>The lines of a change: the name first, then the keys in the plan's order.</summary>
    public static IEnumerable<ReportedKey> Of(PlannedChange change)
    {
        if (change.Name is { } name)
        {
            yield return new ReportedKey(NameLabel, name.Before, name.After, IsName: true);
        }

        foreach (var key in change.Metadata)
        {
            yield return new ReportedKey(LabelOf(key.Key), key.Before, key.After, IsName: false);
        }
    }

    /// <summary>How a metadata key is labelled.</summary>
    public static string LabelOf(string key) =>
        string.Equals(key, NameLabel, StringComparison.Ordinal) ? $"metadata[{NameLabel}]" : key;
}
