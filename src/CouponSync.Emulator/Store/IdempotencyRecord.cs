namespace CouponSync.Emulator;

/// <summary>What is remembered about a request with an idempotency key.</summary>
/// <param name="Path">The path of the request.</param>
/// <param name="Fingerprint">A hash over its parameters.</param>
/// <param name="RequestId">The id of the first request.</param>
/// <param name="StartedAtMilliseconds">When it began, in Unix milliseconds.</param>
internal sealed record IdempotencyRecord(string Path, string Fingerprint, string RequestId, long StartedAtMilliseconds)
{
    /// <summary>The answer, or null while the request is in progress.</summary>
    public Answer? Answer { get; init; }
}
