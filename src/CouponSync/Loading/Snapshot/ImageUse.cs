namespace CouponSync.Loading.Snapshot;

/// <summary>What a run knows from the image of an earlier one.</summary>
internal sealed record ImageUse
{
    /// <summary>Unchanged rows whose coupon was not read today.</summary>
    public long UnchangedByEvents { get; init; }

    /// <summary>Coupons that had changed although no event said so.</summary>
    public long DriftFound { get; init; }
}
