using CouponSync.Applying;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>A planned change and what became of it.</summary>
/// <param name="Change">The change; what was really done, where that is not what was planned.</param>
/// <param name="Outcome">What became of it; null in a dry run.</param>
/// <param name="RequestId">Stripe's name for the request that decided it.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Coupon">The coupon as the run found it; null where it does not exist, or is no longer known.</param>
internal sealed record ReportedChange(
    PlannedChange Change,
    ChangeOutcome? Outcome,
    string? RequestId,
    ChangeError? Error,
    ReportedCoupon? Coupon = null)
{
    /// <summary>Joins a plan with its results: streams the changes in the plan's order, each with what became of it.</summary>
    /// <param name="plan">The plan; null for none.</param>
    /// <param name="results">Its results; null when nothing was applied.</param>
    /// <param name="dryRun">Whether nothing was to be applied.</param>
    /// <param name="coupons">The coupons of these changes, those that are known, in the plan's order.</param>
    public static IEnumerable<ReportedChange> Of(PlanFile? plan, ResultsFile? results, bool dryRun, IEnumerable<ReportedCoupon> coupons)
    {
        using var next = coupons.GetEnumerator();
        var coupon = next.MoveNext() ? next.Current : null;
        foreach (var change in plan?.Changes() ?? [])
        {
            var result = results?.Find(change);
            yield return new ReportedChange(
                result?.Done ?? change,
                result is { Outcome: not ChangeOutcome.NotAttempted and var outcome } ? outcome : dryRun ? null : ChangeOutcome.NotAttempted,
                result?.RequestId,
                result?.Error,
                coupon?.Sequence == change.Sequence ? coupon : null);
            if (coupon?.Sequence == change.Sequence)
            {
                coupon = next.MoveNext() ? next.Current : null;
            }
        }
    }
}
