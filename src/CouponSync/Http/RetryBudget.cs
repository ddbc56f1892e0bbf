using CouponSync.Settings;

namespace CouponSync.Http;

/// <summary>Keeps count of the attempts of one call and says how long to wait for the next. Pure but for the numbers
/// it draws.</summary>
/// <param name="options">The bounds.</param>
/// <param name="draw">Draws a number from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class RetryBudget(RetryOptions options, Func<double> draw)
{
    private int _failures;
    private int _refusals;
    private int _unreachable;

    /// <summary>Counts an attempt.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="elapsed">The time since the call began.</param>
    /// <param name="retryAfter">What the server asks to wait at least; null where it does not ask.</param>
    /// <returns>How long to wait before the next attempt; null when there is to be none.</returns>
    public TimeSpan? Spend(AttemptOutcome outcome, TimeSpan elapsed, TimeSpan? retryAfter)
    {
        var (count, bound) = outcome switch
        {
            AttemptOutcome.Failed => (++_failures, options.MaxAttempts),
            AttemptOutcome.Refused => (++_refusals, options.MaxRefusals),
            AttemptOutcome.Unreachable => (++_unreachable, options.MaxUnreachableAttempts),
            _ => (0, 0),
        };
        if (count >= bound)
        {
            return null;
        }

        var wait = RetryArithmetic.Backoff(count, options.BaseDelay, options.MaxDelay, draw());
        wait = retryAfter > wait ? retryAfter.Value : wait;
        return elapsed + wait < options.TotalTime ? wait : null;
    }
}
