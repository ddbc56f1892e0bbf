using System.Globalization;

namespace CouponSync.Planning;

/// <summary>Refuses plans that do more than the user thought possible, or come from a file that is not what it was.</summary>
internal static class PlanGuard
{
    /// <summary>Checks a plan.</summary>
    /// <param name="counts">The plan's counts.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="formerRows">The rows of the last successful run of the same input; null when there was none.</param>
    /// <returns>A sentence for each limit the plan is over, with its arithmetic; none when it may go on.</returns>
    public static IReadOnlyList<string> Check(PlanCounts counts, GuardLimits limits, long? formerRows = null)
    {
        var refusals = new List<string>();
        Check("changes", GuardNames.MaxChanges, counts.Changes, limits.MaxChanges);
        Check("coupons to create", GuardNames.MaxCreates, counts.Create, limits.MaxCreates);
        Check("unset metadata keys", GuardNames.MaxUnsets, counts.KeysUnset, limits.MaxUnsets);
        if (limits.MinRowsRatio is { } ratio && formerRows is { } former && counts.Rows < former * ratio)
        {
            // Rounded down, so that what is below 50 % by a hair is never shown as 50 %.
            var share = Math.Floor((decimal)counts.Rows * 10_000 / former) / 100;
            refusals.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The guard Guards:MinRowsRatio refuses the plan: the file has {counts.Rows} rows and had {former} when it was last applied, {share:0.##} % of which {ratio * 100:0.##} % are required ({counts.Rows}/{former}). If it is really meant, --force {GuardNames.MinRows} lifts the guard."));
        }

        return refusals;

        void Check(string what, string name, long count, CountLimit? limit)
        {
            if (limit is { } most && most.IsExceededBy(count, counts.Rows))
            {
                refusals.Add($"The guard --{name} refuses the plan: its number of {what}, {most.Arithmetic(count, counts.Rows)}. If it is really meant, --force {name} lifts the guard.");
            }
        }
    }
}
