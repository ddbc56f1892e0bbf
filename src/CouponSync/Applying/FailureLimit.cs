using CouponSync.Settings;

namespace CouponSync.Applying;

/// <summary>Counts failed and unknown changes against <c>--max-failures</c>.</summary>
/// <param name="limit">The limit, or null for none.</param>
/// <param name="changes">The changes of the plan, which a percentage is of.</param>
internal sealed class FailureLimit(CountLimit? limit, long changes)
{
    private long _failures;

    /// <summary>Counts one failure.</summary>
    /// <returns>Why the run must stop now, as a sentence; null while it may go on.</returns>
    public string? Count()
    {
        var failures = Interlocked.Increment(ref _failures);
        return limit is { } most && most.IsExceededBy(failures, changes)
            ? $"More changes have failed, or are unknown, than --max-failures allows: {most.Arithmetic(failures, changes)}."
            : null;
    }
}
