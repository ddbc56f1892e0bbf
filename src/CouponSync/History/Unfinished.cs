using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Runs;

namespace CouponSync.History;

/// <summary>
/// What is left of a run that ended before its time: its plan minus its results. A plan without its last line is no plan.
/// </summary>
/// <param name="Plan">The plan.</param>
/// <param name="Attempted">Changes that were begun.</param>
/// <param name="Unknown">Those of them that were made or not, which is not known.</param>
internal sealed record Unfinished(PlanFile Plan, long Attempted, long Unknown)
{
    /// <summary>Changes that were not begun.</summary>
    public long Count => Plan.ChangeCount - Attempted;

    /// <summary>Reads what is left of a run.</summary>
    /// <returns>Null when it has no complete plan, and therefore changed nothing.</returns>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    public static Unfinished? Read(RunDirectory directory)
    {
        if (!File.Exists(directory.PlanPath))
        {
            return null;
        }

        try
        {
            var plan = PlanFile.Open(directory.PlanPath);
            using var results = ResultsFile.Open(directory.ResultsPath, plan.ChangeCount);
            return new Unfinished(plan, results.Attempted, results.Count(ChangeOutcome.Unknown));
        }
        catch (PlanFormatException)
        {
            return null;
        }
    }
}
