using CouponSync.Planning;

namespace CouponSync.Applying;

/// <summary>Counts what becomes of the changes of a plan, from several workers.</summary>
/// <param name="plan">The plan's counts.</param>
internal sealed class OutcomeCounts(RunCounts plan)
{
    private readonly Lock _gate = new();
    private RunCounts _now = plan;

    /// <summary>The plan's counts, and what has become of its changes so far.</summary>
    public RunCounts Now => Volatile.Read(ref _now);

    /// <summary>Counts a result.</summary>
    public void Add(ChangeResult result)
    {
        lock (_gate)
        {
            Volatile.Write(ref _now, With(_now, result));
        }
    }

    private static RunCounts With(RunCounts counts, ChangeResult result) => result.Outcome switch
    {
        ChangeOutcome.Applied => counts with { Applied = counts.Applied + 1 },
        ChangeOutcome.Unchanged => counts with { AlreadyApplied = counts.AlreadyApplied + 1 },
        ChangeOutcome.Stale => counts with { Stale = counts.Stale + 1 },
        ChangeOutcome.Failed => counts with
        {
            Failed = counts.Failed + 1,
            Deviating = counts.Deviating + (result.IsDeviating ? 1 : 0),
        },
        ChangeOutcome.Unknown => counts with { Unknown = counts.Unknown + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, "This is no result."),
    };
}
