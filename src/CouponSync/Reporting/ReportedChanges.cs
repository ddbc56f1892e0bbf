using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync.Reporting;

/// <summary>Joins a plan with its results.</summary>
internal static class ReportedChanges
{
    /// <summary>Streams the changes in the plan's order, each with what became of it.</summary>
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
                result?.Outcome ?? (dryRun ? null : ChangeOutcome.NotAttempted),
                result?.RequestId,
                result?.Error);
        }
    }
}
