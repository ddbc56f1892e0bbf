namespace CouponSync.Planning;

/// <summary>Whether a change of a plan may still be made.</summary>
internal enum Freshness
{
    /// <summary>Everything it touches is as it was when the plan was made.</summary>
    Fresh,

    /// <summary>Everything it wants is there already.</summary>
    InPlace,

    /// <summary>Somebody else has been at what it touches.</summary>
    Stale,
}

/// <summary>The verdict on one change of a plan.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Change">
/// What to send for <see cref="Freshness.Fresh"/>: the change as planned, or the update that a creation has become.
/// </param>
/// <param name="Reason">Why not, as a sentence, for <see cref="Freshness.Stale"/>.</param>
internal readonly record struct Staleness(Freshness Kind, PlannedChange Change, string? Reason = null)
{
    /// <summary>The change may be made.</summary>
    public static Staleness Fresh(PlannedChange change) => new(Freshness.Fresh, change);

    /// <summary>There is nothing left to do.</summary>
    public static Staleness InPlace(PlannedChange change) => new(Freshness.InPlace, change);

    /// <summary>The change must not be made.</summary>
    public static Staleness Stale(PlannedChange change, string reason) => new(Freshness.Stale, change, reason);
}
