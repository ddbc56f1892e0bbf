using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// Holds one change of a plan against its coupon as it is now. What was reviewed is a step from one value to another:
/// where the first is no longer there, the step is not made. Keys the change does not touch are nobody's business.
/// </summary>
internal static class StalenessCheck
{
    /// <summary>Says whether a change may still be made.</summary>
    /// <param name="change">The change, as planned.</param>
    /// <param name="remote">The coupon as it is now; null when Stripe has none of this id.</param>
    public static Staleness Check(PlannedChange change, RemoteCoupon? remote) => change.Action switch
    {
        ChangeAction.Update => CheckUpdate(change, remote),
        ChangeAction.Create => remote is null ? Staleness.Fresh(change) : ExistingCoupon.Compare(change, remote),
        ChangeAction.Delete => CheckDelete(change, remote),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a known action."),
    };

    private static Staleness CheckUpdate(PlannedChange change, RemoteCoupon? remote)
    {
        if (remote is null)
        {
            return Staleness.Stale(change, "The coupon no longer exists.");
        }

        var before = 0;
        var after = 0;
        List<string>? others = null;
        foreach (var (label, value, now) in Touched(change, remote))
        {
            if (string.Equals(now, value.Before, StringComparison.Ordinal))
            {
                before++;
            }
            else
            {
                after += string.Equals(now, value.After, StringComparison.Ordinal) ? 1 : 0;
                (others ??= []).Add(WasAndIs(label, value.Before, now));
            }
        }

        return others is null ? Staleness.Fresh(change)
            : before == 0 && after == others.Count ? Staleness.InPlace(change)
            : Staleness.Stale(change, $"Since the plan was made, {string.Join("; ", others)}.");
    }

    private static Staleness CheckDelete(PlannedChange change, RemoteCoupon? remote)
    {
        if (remote is null)
        {
            return Staleness.InPlace(change);
        }

        var differences = new List<string>();
        foreach (var (label, value, now) in Touched(change, remote))
        {
            if (!string.Equals(now, value.Before, StringComparison.Ordinal))
            {
                differences.Add(WasAndIs(label, value.Before, now));
            }
        }

        foreach (var (key, value) in remote.Metadata)
        {
            if (!change.Metadata.Any(k => string.Equals(k.Key, key, StringComparison.Ordinal)))
            {
                differences.Add($"metadata '{key}' was added: {Words.Value(value)}");
            }
        }

        if (change.Name is null && remote.Name is not null)
        {
            differences.Add($"the name was set to {Words.Value(remote.Name)}");
        }

        // They are the only terms that can have been changed, and creating the coupon again would not bring them back.
        foreach (var currency in remote.Terms.CurrencyOptions?.Keys ?? [])
        {
            var (created, now) = (change.Terms?.AmountTextIn(currency), remote.Terms.AmountTextIn(currency));
            if (created != now)
            {
                differences.Add(WasAndIs(CouponTerms.AmountName(currency), created, now));
            }
        }

        return differences.Count == 0
            ? Staleness.Fresh(change)
            : Staleness.Stale(change, $"It is not deleted, because it has been changed: {string.Join("; ", differences)}.");
    }

    private static string WasAndIs(string label, string? before, string? now)
    {
        var (was, isNow) = Words.Values(before, now);
        return $"{label} was {was} and is {isNow} now";
    }

    private static IEnumerable<(string Label, ValueChange Value, string? Now)> Touched(PlannedChange change, RemoteCoupon remote)
    {
        foreach (var key in change.Metadata)
        {
            yield return ($"metadata '{key.Key}'", new ValueChange(key.Before, key.After), remote.Metadata.Find(key.Key));
        }

        if (change.Name is { } name)
        {
            yield return ("the name", name, remote.Name);
        }

        foreach (var option in change.CurrencyOptions)
        {
            yield return (
                CouponTerms.AmountName(option.Key),
                new ValueChange(option.Before, option.After),
                remote.Terms.AmountTextIn(option.Key));
        }
    }
}
