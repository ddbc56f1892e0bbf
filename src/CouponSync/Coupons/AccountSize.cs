namespace CouponSync.Coupons;

/// <summary>How many coupons an account has, as far as a run has seen.</summary>
/// <param name="Coupons">How many it saw.</param>
/// <param name="IsComplete">Whether these are all; else the account has more.</param>
internal sealed record AccountSize(long Coupons, bool IsComplete)
{
    /// <summary>The pages that it takes to list them.</summary>
    public long Pages => Math.Max(1, (Coupons + StripeLimits.PageSize - 1) / StripeLimits.PageSize);
}
