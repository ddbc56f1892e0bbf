using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// What becomes of a creation whose coupon turns out to exist: with the same terms it is compared and updated, as
/// <c>sync</c> would do it; with other terms it is not touched, since Stripe can change none of them.
/// </summary>
internal static class ExistingCoupon
{
    /// <summary>Compares what was to be created with what is there.</summary>
    /// <param name="creation">The planned creation.</param>
    /// <param name="remote">The coupon there is.</param>
    /// <returns>Stale where terms differ; in place where nothing does; else fresh, with the update to be made.</returns>
    public static Staleness Compare(PlannedChange creation, RemoteCoupon remote)
    {
        var conflicts = TermsDiff.Compare(creation.Line, creation.Id, creation.Terms ?? CouponTerms.None, remote.Terms);
        if (conflicts.Count > 0)
        {
            return Staleness.Stale(
                creation, $"A coupon with this id exists by now, with other terms. {string.Join(' ', conflicts.Select(static c => c.Message))}");
        }

        var keys = new List<KeyChange>();
        foreach (var key in creation.Metadata)
        {
            var before = remote.Metadata.Find(key.Key);
            if (!string.Equals(before, key.After, StringComparison.Ordinal))
            {
                keys.Add(key with { Before = before });
            }
        }

        var name = creation.Name is { After: { } wanted } && !string.Equals(wanted, remote.Name, StringComparison.Ordinal)
            ? new ValueChange(remote.Name, wanted)
            : null;
        if (keys.Count == 0 && name is null)
        {
            return Staleness.InPlace(creation);
        }

        var update = creation with { Action = ChangeAction.Update, Metadata = keys, Name = name, Terms = null, IsAdapted = true };
        var beyondLimits = ChangeLimits.Check(update, remote.Metadata);
        return beyondLimits.Count > 0
            ? Staleness.Stale(creation, $"A coupon with this id exists by now. {string.Join(' ', beyondLimits.Select(static d => d.Message))}")
            : Staleness.Fresh(update);
    }
}
