using CouponSync.Applying;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>A planned change and what became of it.</summary>
/// <param name="Change">The change; what was really done, where that is not what was planned.</param>
/// <param name="Outcome">What became of it; null in a dry run.</param>
/// <param name="RequestId">Stripe's name for the request that decided it.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record ReportedChange(
    PlannedChange Change,
    ChangeOutcome? Outcome,
    string? RequestId,
    ChangeError? Error)
{
    /// <summary>Joins a plan with its results: streams the changes in the plan's order, each with what became of it.</summary>
    /// <param name="plan">The plan; null for none.</param>
    /// <param name="results">Its results; null when nothing was applied.</param>
    /// <param name="dryRun">Whether nothing was to be applied.</param>
    public static IEnumerable<ReportedChange> Of(PlanFile? plan, ResultsFile? results, bool dryRun)
    {
        foreach (var change in plan?.Changes() ?? [])
        {
            var result = results?.Find(change);
            yield return new ReportedChange(
                result?.Done ?? change,
                result is { Outcome: not ChangeOutcome.NotAttempted and var outcome } ? outcome : dryRun ? null : ChangeOutcome.NotAttempted,
                result?.RequestId,
                result?.Error);
        }
    }
}
