namespace CouponSync.Reporting;

/// <summary>
/// The counts of a run. <c>Rows = Unchanged + Update + Create + Missing + Conflict + Invalid</c>, and in a real run
/// <c>Update + Create + Delete = Applied + AlreadyApplied + Stale + Failed + Unknown + NotAttempted</c>.
/// </summary>
internal sealed record RunSummary
{
    /// <summary>Data rows of the input.</summary>
    public long Rows { get; init; }

    /// <summary>Rows whose coupon already is as wanted.</summary>
    public long Unchanged { get; init; }

    /// <summary>Those of them that were not read today: no event since they were read says that they changed.</summary>
    public long UnchangedByEvents { get; init; }

    /// <summary>Coupons that were found to have changed although no event said so.</summary>
    public long DriftFound { get; init; }

    /// <summary>Rows whose coupon is to be updated.</summary>
    public long Update { get; init; }

    /// <summary>Rows whose coupon is to be created.</summary>
    public long Create { get; init; }

    /// <summary>Coupons to be deleted; only a revert has them.</summary>
    public long Delete { get; init; }

    /// <summary>Rows whose coupon does not exist.</summary>
    public long Missing { get; init; }

    /// <summary>Rows that want what Stripe cannot change, or what would break one of its limits.</summary>
    public long Conflict { get; init; }

    /// <summary>Rows that are not valid.</summary>
    public long Invalid { get; init; }

    /// <summary>Changes that Stripe confirmed.</summary>
    public long Applied { get; init; }

    /// <summary>Changes that were already in place when their turn came.</summary>
    public long AlreadyApplied { get; init; }

    /// <summary>Changes refused because their coupon has changed since the plan was made.</summary>
    public long Stale { get; init; }

    /// <summary>Changes that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Those of the failed ones that were made, but left their coupon otherwise than asked for.</summary>
    public long Deviating { get; init; }

    /// <summary>Changes that were made or not, which is not known.</summary>
    public long Unknown { get; init; }

    /// <summary>Changes whose turn did not come; zero in a dry run.</summary>
    public long NotAttempted { get; init; }

    /// <summary>The planned changes.</summary>
    public long Changes => Update + Create + Delete;

    /// <summary>Those of the planned changes of which nothing is decided: in a dry run the ones that would be made.</summary>
    public long Undecided => Changes - Applied - AlreadyApplied - Stale - Failed - Unknown;
}
