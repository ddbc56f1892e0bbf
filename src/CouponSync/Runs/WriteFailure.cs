using CouponSync.Loading;
using CouponSync.Reporting;
using Microsoft.Data.Sqlite;

namespace CouponSync.Runs;

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
            $"No space left on device for the coupons' image in '{Path.Combine(stateDirectory, "snapshots")}'",
        SqliteException database => $"{database.Message.TrimEnd('.')} (the coupons' image in '{Path.Combine(stateDirectory, "snapshots")}')",
        _ when StorageFailure.IsTooLarge(e) => $"A file in '{stateDirectory}' has reached the size that is allowed there",
        _ => StorageFailure.Reason(e),
    };

    /// <summary>Says how a run ends that could not go on without the file.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="journal">The run.</param>
    /// <param name="stateDirectory">The state directory.</param>
    public static string Describe(Exception e, RunJournal journal, string stateDirectory)
    {
        var reason = $"The run's files cannot be {(StorageFailure.IsFull(e) ? "written" : "used")}: {Reason(e, stateDirectory)}.";
        var remedy = StorageFailure.Remedy(e);
        if (journal.Pushed is not { } pushed || journal.Plan is not { } plan)
        {
            return $"{reason} Nothing was changed. {remedy}, or set another State:Directory, and run it again.";
        }

        var left = plan.ChangeCount - pushed.Attempted;
        return left == 0
            ? $"{reason} All {Figures.Count(plan.ChangeCount, "change")} were dealt with before. {remedy}."
            : $"{reason} Of {Figures.Count(plan.ChangeCount, "change")} {Figures.Count(left)} {(left == 1 ? "has" : "have")} no result. "
                + $"{remedy}; then 'couponsync apply {journal.Directory.Id}' does what is left, and so does the next sync.";
    }
}
