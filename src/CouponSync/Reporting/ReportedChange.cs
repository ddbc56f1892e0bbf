using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync.Reporting;

/// <summary>A planned change and what became of it.</summary>
/// <param name="Change">The change.</param>
/// <param name="Outcome">What became of it; null in a dry run.</param>
/// <param name="RequestId">Stripe's name for the request that decided it.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record ReportedChange(
    PlannedChange Change,
    ChangeOutcome? Outcome,
    string? RequestId,
    ChangeError? Error);
