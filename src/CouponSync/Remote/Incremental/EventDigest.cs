using CouponSync.StripeApi;

namespace CouponSync.Remote.Incremental;

/// <summary>What events about one coupon mean for its place in the image.</summary>
internal enum DigestVerdict
{
    /// <summary>The image has it already.</summary>
    Known,

    /// <summary>The newest event shows the coupon as it is.</summary>
    Take,

    /// <summary>What the coupon is now cannot be told from the events; it must be read.</summary>
    Read,
}

/// <summary>The verdict on one coupon.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Newest">The event to take the coupon from, for <see cref="DigestVerdict.Take"/>.</param>
internal readonly record struct DigestDecision(DigestVerdict Verdict, CouponEvent? Newest);

/// <summary>
/// Decides what events mean. Pure. An event is taken at its word only when it is newer than all we know of the coupon,
/// alone in its second, no deletion, and shows the whole coupon; in every other case the coupon is read by its id.
/// </summary>
internal static class EventDigest
{
    /// <summary>How far the stamps of two of Stripe's machines may lie apart, in seconds. Not documented; generous.</summary>
    public const long Slack = 60;

    /// <summary>Decides on one coupon.</summary>
    /// <param name="events">Its events, in any order; the same event may be among them twice.</param>
    /// <param name="known">Since when the image's coupon is known to be so.</param>
    /// <param name="isInImage">Whether the image has the coupon.</param>
    /// <param name="needsProducts">Whether its products matter, which no event shows.</param>
    public static DigestDecision Decide(
        IReadOnlyList<CouponEvent> events, Provenance known, bool isInImage, bool needsProducts)
    {
        CouponEvent? newest = null;
        var isAlone = true;
        var allNewer = true;
        foreach (var happened in events)
        {
            if (IsOrigin(happened, known) || happened.Created < known.From - Slack)
            {
                continue;
            }

            allNewer &= happened.Created > known.To;
            if (newest is null || happened.Created > newest.Created)
            {
                newest = happened;
                isAlone = true;
            }
            else if (happened.Created == newest.Created && !string.Equals(happened.Id, newest.Id, StringComparison.Ordinal))
            {
                isAlone = false;
            }
        }

        if (newest is null)
        {
            return new DigestDecision(DigestVerdict.Known, null);
        }

        var shows = newest.Kind != CouponEventKind.Deleted && newest.Coupon is not null && (isInImage || !needsProducts);
        return allNewer && isAlone && shows
            ? new DigestDecision(DigestVerdict.Take, newest)
            : new DigestDecision(DigestVerdict.Read, null);
    }

    private static bool IsOrigin(CouponEvent happened, Provenance known) =>
        known.Origin is { } origin
        && (string.Equals(happened.Id, origin, StringComparison.Ordinal)
            || string.Equals(happened.IdempotencyKey, origin, StringComparison.Ordinal));
}
