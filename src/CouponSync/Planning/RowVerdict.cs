using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>What the diff found for a row.</summary>
internal enum VerdictKind
{
    /// <summary>The coupon already is as wanted.</summary>
    Unchanged,

    /// <summary>The coupon is to be written.</summary>
    Change,

    /// <summary>The coupon does not exist.</summary>
    Missing,

    /// <summary>The row wants what Stripe cannot change, or what one of its limits may refuse.</summary>
    Conflict,
}

/// <summary>The diff's verdict on one row.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Change">The change, for <see cref="VerdictKind.Change"/>.</param>
/// <param name="Problems">Why not, for the last two kinds.</param>
internal readonly record struct RowVerdict(VerdictKind Kind, PlannedChange? Change, IReadOnlyList<Problem> Problems)
{
    /// <summary>The verdict on a row that needs nothing.</summary>
    public static RowVerdict Unchanged { get; } = new(VerdictKind.Unchanged, null, []);
}
