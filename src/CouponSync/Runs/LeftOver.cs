using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync.Runs;

/// <summary>
/// What is left of a run that ended before its time: its plan minus its results. A result that was torn when the
/// process died is no result, and a plan without its last line is no plan.
/// </summary>
/// <param name="Plan">The plan.</param>
/// <param name="Attempted">Changes that have a result.</param>
internal sealed record LeftOver(PlanFile Plan, long Attempted)
{
    /// <summary>Changes without a result.</summary>
    public long Count => Plan.ChangeCount - Attempted;

    /// <summary>Reads what is left of a run.</summary>
    /// <returns>Null when it has no complete plan, and therefore changed nothing.</returns>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    public static LeftOver? Read(RunDirectory directory)
    {
        if (!File.Exists(directory.PlanPath))
        {
            return null;
        }

        try
        {
            var plan = PlanFile.Open(directory.PlanPath);
            using var results = ResultsFile.Open(directory.ResultsPath, plan.ChangeCount);
            long attempted = 0;
            for (var sequence = 1L; sequence <= plan.ChangeCount; sequence++)
            {
                attempted += results.Find(sequence) is null ? 0 : 1;
            }

            return new LeftOver(plan, attempted);
        }
        catch (PlanFormatException)
        {
            return null;
        }
    }
}
