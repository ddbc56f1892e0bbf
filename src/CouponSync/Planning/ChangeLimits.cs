using System.Globalization;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// Finds changes that Stripe would refuse, or would accept only under one reading of what it documents. Whether it
/// counts code points or UTF-16 units, and whether it counts keys before or after the unsets of the same call, is
/// not documented; a change that depends on it is not planned.
/// </summary>
internal static class ChangeLimits
{
    /// <summary>Returns the reasons not to plan the change; none for nearly all of them.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">The coupon's metadata before it.</param>
    public static IReadOnlyList<Problem> Check(PlannedChange change, CouponMetadata before)
    {
        List<Problem>? problems = null;
        var added = 0;
        var unset = 0;
        foreach (var key in change.Metadata)
        {
            added += key.IsAddition ? 1 : 0;
            unset += key.IsUnset ? 1 : 0;
            if (key.After?.Length > StripeLimits.MetadataValueLength)
            {
                (problems ??= []).Add(Doubtful(change, key.Key, "value", key.After, StripeLimits.MetadataValueLength));
            }

            if (key.Key.Length > StripeLimits.MetadataKeyLength && key.IsAddition)
            {
                (problems ??= []).Add(Doubtful(change, key.Key, "key", key.Key, StripeLimits.MetadataKeyLength));
            }
        }

        if (change.Name?.After?.Length > StripeLimits.NameLength)
        {
            (problems ??= []).Add(Doubtful(change, "name", "name", change.Name.After, StripeLimits.NameLength));
        }

        var most = before.Count + added;
        if (added > 0 && most > StripeLimits.MetadataKeys)
        {
            (problems ??= []).Add(TooManyKeys(change, before.Count, added, unset));
        }

        return problems ?? (IReadOnlyList<Problem>)[];
    }

    private static Problem Doubtful(PlannedChange change, string column, string what, string text, int limit) =>
        new("length_in_doubt", string.Create(
            CultureInfo.InvariantCulture,
            $"The {what} of '{column}' has {StripeLimits.CodePoints(text)} characters but {text.Length} UTF-16 units; Stripe does not say which of the two its limit of {limit} counts. Shorten it."))
        {
            Line = change.Line,
            Id = change.Id,
            Column = column,
        };

    private static Problem TooManyKeys(PlannedChange change, int had, int added, int unset)
    {
        var after = had + added - unset;
        var arithmetic = string.Create(
            CultureInfo.InvariantCulture,
            $"The coupon has {had} metadata keys and the row adds {added}, which is more than Stripe's {StripeLimits.MetadataKeys}");
        var message = after > StripeLimits.MetadataKeys
            ? arithmetic + (unset > 0 ? string.Create(CultureInfo.InvariantCulture, $" even after {unset} are unset") : "")
                + ". Remove keys from the row or unset some of the coupon's."
            : arithmetic + string.Create(
                CultureInfo.InvariantCulture,
                $" until {unset} are unset; Stripe does not say which it counts first. Unset them in a run of their own, then add.");
        return new Problem("too_many_keys", message) { Line = change.Line, Id = change.Id };
    }
}
