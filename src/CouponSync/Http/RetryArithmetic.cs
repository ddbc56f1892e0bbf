namespace CouponSync.Http;

/// <summary>The arithmetic of the waits between attempts, apart from the loop that waits.</summary>
internal static class RetryArithmetic
{
    /// <summary>
    /// Exponential backoff with full jitter: evenly between nothing and <c>base * 2^(failures - 1)</c>, at most the
    /// cap. Spreading over the whole range keeps clients that failed together from coming back together. Source:
    /// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
    /// </summary>
    /// <param name="failures">How many attempts have failed so far; at least 1.</param>
    /// <param name="baseDelay">The upper bound of the first wait.</param>
    /// <param name="maxDelay">The upper bound of every wait.</param>
    /// <param name="draw">A number from 0 (inclusive) to 1 (exclusive).</param>
    public static TimeSpan Backoff(int failures, TimeSpan baseDelay, TimeSpan maxDelay, double draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);

        // From 2^40 on every base of a tick or more is beyond a day; the power must not overflow before the cap.
        var bound = Math.Min(maxDelay.Ticks, baseDelay.Ticks * Math.Pow(2, Math.Min(failures - 1, 40)));
        return new TimeSpan((long)(bound * draw));
    }

    /// <summary>What a server's <c>Retry-After</c> asks for; null without the header. Instants in the past ask for
    /// nothing.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var asked = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
