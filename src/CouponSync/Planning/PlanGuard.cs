using System.Globalization;
using CouponSync.Settings;

namespace CouponSync.Planning;

/// <summary>Refuses plans that do more than the user thought possible, or come from a file that is not what it was.</summary>
internal static class PlanGuard
{
    /// <summary>Checks a plan.</summary>
    /// <param name="counts">The plan's counts.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="formerRows">The rows of the last successful run of the same input; null when there was none.</param>
    /// <returns>A refusal for each limit the plan is over, with its arithmetic; none when it may go on.</returns>
    public static IReadOnlyList<GuardRefusal> Check(RunCounts counts, GuardLimits limits, long? formerRows = null)
    {
        var refusals = new List<GuardRefusal>();
        Check("changes", GuardNames.MaxChanges, counts.Changes, limits.MaxChanges);
        Check("coupons to create", GuardNames.MaxCreates, counts.Create, limits.MaxCreates);
        Check("unset metadata keys", GuardNames.MaxUnsets, counts.KeysUnset, limits.MaxUnsets);
        if (limits.MinRowsRatio is { } ratio && formerRows is { } former && counts.Rows < former * ratio)
        {
            // Rounded down, so that what is below 50 % by a hair is never shown as 50 %.
            var share = Math.Floor((decimal)counts.Rows * 10_000 / former) / 100;
            refusals.Add(new GuardRefusal(GuardNames.MinRows, "Guards:MinRowsRatio", string.Create(
                CultureInfo.InvariantCulture,
                $"the file has {counts.Rows} rows and had {former} when it was last applied, {share:0.##} % of which {ratio * 100:0.##} % are required ({counts.Rows}/{former})")));
        }

        return refusals;

        void Check(string what, string name, long count, CountLimit? limit)
        {
            if (limit is { } most && most.IsExceededBy(count, counts.Rows))
            {
                refusals.Add(new GuardRefusal(name, $"--{name}", $"counting {what}, {most.Arithmetic(count, counts.Rows)}"));
            }
        }
    }
}

/// <summary>Why a guard refuses a plan.</summary>
/// <param name="Name">The guard, as <c>--force</c> names it.</param>
/// <param name="Setting">The option or the setting it comes from.</param>
/// <param name="Arithmetic">What it counted, against what.</param>
internal sealed record GuardRefusal(string Name, string Setting, string Arithmetic)
{
    /// <summary>For a guard that was lifted.</summary>
    public string AsLifted => $"The guard {Setting} was lifted by --force: {Arithmetic}.";

    /// <summary>The refusal, and how to lift the guard.</summary>
    public override string ToString() =>
        $"{char.ToUpperInvariant(Arithmetic[0])}{Arithmetic[1..]}, which {Setting} refuses. If you really mean it, add --force {Name}.";
}
