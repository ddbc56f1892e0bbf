using System.Net;

namespace CouponSync.Pushing.Retrying;

/// <summary>Says which attempts may be repeated. Pure. Sources: https://docs.stripe.com/error-low-level and Stripe's
/// SDKs, which let <c>Stripe-Should-Retry</c> override every rule by status.</summary>
internal static class RetryPolicy
{
    private const string ShouldRetryHeader = "Stripe-Should-Retry";
    private const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Judges an answer.</summary>
    public static AttemptOutcome Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return Header(response, ShouldRetryHeader) switch
        {
            "false" => AttemptOutcome.Final,
            _ when IsReplayedFailure(response) => AttemptOutcome.Final,
            _ when response.StatusCode == HttpStatusCode.TooManyRequests => AttemptOutcome.Refused,
            "true" when !response.IsSuccessStatusCode => AttemptOutcome.Failed,
            _ when status is 408 or 409 or >= 500 => AttemptOutcome.Failed,
            _ => AttemptOutcome.Final,
        };
    }

    /// <summary>Whether an answer is the replay of a stored failure, as every further one under its key would be.</summary>
    public static bool IsReplayedFailure(HttpResponseMessage response) =>
        (int)response.StatusCode >= 500 && IsReplayed(response);

    /// <summary>Whether an answer comes out of Stripe's store of idempotent requests.</summary>
    public static bool IsReplayed(HttpResponseMessage response) => Header(response, ReplayedHeader) == "true";

    /// <summary>Judges an attempt that brought no answer.</summary>
    /// <param name="failure">What it threw; not the caller's own cancellation.</param>
    public static AttemptOutcome Judge(Exception failure) => ConnectionFailure.KindOf(failure) switch
    {
        null => AttemptOutcome.Final,
        ConnectionFailureKind.Dns or ConnectionFailureKind.Tls => AttemptOutcome.Unreachable,
        _ => AttemptOutcome.Failed,
    };

    /// <summary>Whether a request may be sent twice: a read or a deletion always, a POST only when Stripe can
    /// recognise it by its idempotency key.</summary>
    public static bool MayRepeat(HttpMethod method, string? idempotencyKey) =>
        method != HttpMethod.Post || !string.IsNullOrEmpty(idempotencyKey);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First().Trim() : null;
}
