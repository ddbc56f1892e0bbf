namespace CouponSync.Planning;

/// <summary>Refuses plans that do more than the user thought possible.</summary>
internal static class PlanGuard
{
    /// <summary>Checks a plan.</summary>
    /// <param name="counts">The plan's counts.</param>
    /// <param name="limits">The limits in force.</param>
    /// <returns>A sentence for each limit the plan is over, with its arithmetic; none when it may go on.</returns>
    public static IReadOnlyList<string> Check(PlanCounts counts, GuardLimits limits)
    {
        var refusals = new List<string>();
        Check("changes", "--max-changes", counts.Changes, limits.MaxChanges);
        Check("unset metadata keys", "--max-unsets", counts.KeysUnset, limits.MaxUnsets);
        return refusals;

        void Check(string what, string option, long count, CountLimit? limit)
        {
            if (limit is { } most && most.IsExceededBy(count, counts.Rows))
            {
                refusals.Add($"The guard {option} refuses the plan: its number of {what}, {most.Arithmetic(count, counts.Rows)}.");
            }
        }
    }
}
