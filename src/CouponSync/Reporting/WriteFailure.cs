using CouponSync.Files;
using CouponSync.Planning;
using CouponSync.Text;
using Microsoft.Data.Sqlite;

namespace CouponSync.Reporting;

/// <summary>A file of the run that could not be written, as on a full disk, in words: which, why, what was done, and what to do.</summary>
internal static class WriteFailure
{
    /// <summary>Why, with the file's name; without a full stop.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="stateDirectory">The state directory.</param>
    public static string Reason(Exception e, string stateDirectory) => e switch
    {
        // SQLite does not say which of its files it was.
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } =>
            $"No space left on device for the snapshot in '{Path.Combine(stateDirectory, "snapshots")}'",
        SqliteException database => $"{database.Message.TrimEnd('.')} (the snapshot in '{Path.Combine(stateDirectory, "snapshots")}')",
        _ when StorageFailure.IsTooLarge(e) => $"A file in '{stateDirectory}' has reached the size that is allowed there",
        _ => StorageFailure.Reason(e),
    };

    /// <summary>Says how a run ends that could not go on without the file.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="runId">The run.</param>
    /// <param name="plan">Its plan; null when nothing was decided yet.</param>
    /// <param name="decided">What became of the plan's changes; null when nothing was decided yet.</param>
    /// <param name="stateDirectory">The state directory.</param>
    public static string Describe(Exception e, string runId, PlanFile? plan, RunCounts? decided, string stateDirectory)
    {
        var reason = $"The run's files cannot be {(StorageFailure.IsFull(e) ? "written" : "used")}: {Reason(e, stateDirectory)}.";
        var remedy = StorageFailure.Remedy(e);
        if (decided is null || plan is null)
        {
            return $"{reason} Nothing was changed. {remedy}, or set another State:Directory, and run it again.";
        }

        var left = plan.ChangeCount - decided.Attempted;
        if (left == 0 && decided.Unknown == 0)
        {
            return $"{reason} All {Figures.Count(plan.ChangeCount, "change")} were done before that. {remedy}.";
        }

        var unknown = decided.Unknown == 0 ? "" : $", and of {Figures.Count(decided.Unknown)} it is not known whether {(decided.Unknown == 1 ? "it was" : "they were")} made";
        return $"{reason} Of {Figures.Count(plan.ChangeCount, "change")} {Figures.Count(left)} {Figures.Are(left)} left{unknown}. "
            + $"{remedy}; then 'couponsync apply {runId}' does the rest, and so does the next sync.";
    }
}
