using CouponSync.Planning;

namespace CouponSync.Pipelines;

/// <summary>Asks the guards.</summary>
internal static class GuardStage
{
    /// <summary>Whether no guard refuses the plan.</summary>
    /// <param name="run">The run.</param>
    /// <param name="counts">What would be done.</param>
    /// <param name="formerRows">How many rows the input had in its last run; null where no input is read, or that is not known.</param>
    public static bool Passes(RunContext run, RunCounts counts, long? formerRows = null)
    {
        var rowsMatter = run.Settings.Csv.PruneMetadata || run.IsScheduled;
        foreach (var lifted in PlanGuard.Check(counts, run.Settings.Guards.LiftedLimits(rowsMatter), formerRows))
        {
            run.Record.Note(lifted.AsLifted);
        }

        var refusals = PlanGuard.Check(counts, run.Settings.Guards.Limits(rowsMatter), formerRows);
        if (refusals.Count == 0)
        {
            return true;
        }

        var reason = string.Join(' ', refusals);
        run.Record.StopReason = reason;
        run.Log.Warning("Refused by a guard: {Reason}", reason);
        return false;
    }
}
