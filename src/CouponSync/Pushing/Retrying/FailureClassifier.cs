using System.Net;

namespace CouponSync.Pushing.Retrying;

/// <summary>Sorts failures by what they mean for the run. Pure. Goes by status and code, not by Stripe's
/// <c>type</c>, which is not consistent.</summary>
internal static class FailureClassifier
{
    /// <summary>Sorts an error that Stripe answered with.</summary>
    /// <param name="status">The HTTP status; not a success.</param>
    /// <param name="code">Stripe's error code; null without one.</param>
    public static FailureClass Classify(HttpStatusCode status, string? code) => (int)status switch
    {
        401 or 403 => FailureClass.StopRun,
        408 or 409 or 429 or >= 500 => FailureClass.Retry,
        _ => code switch
        {
            "api_key_expired" or "platform_api_key_expired" or "account_invalid" => FailureClass.StopRun,
            "lock_timeout" or "rate_limit" or "idempotency_key_in_use" => FailureClass.Retry,
            _ => FailureClass.SkipCoupon,
        },
    };

    /// <summary>Sorts a failure without an answer.</summary>
    /// <param name="failure">What was thrown.</param>
    public static FailureClass Classify(Exception failure)
    {
        var kind = failure is RequestFailedException failed
            ? failed.Connection.Kind
            : ConnectionFailure.KindOf(failure);
        return kind switch
        {
            ConnectionFailureKind.Dns or ConnectionFailureKind.Tls or ConnectionFailureKind.Proxy => FailureClass.StopRun,
            null => FailureClass.StopRun,
            _ => FailureClass.Retry,
        };
    }
}
