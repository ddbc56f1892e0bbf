using System.Globalization;
using System.Text.RegularExpressions;

namespace CouponSync.Emulator;

/// <summary>The headers of Stripe's answers, and the check of the version a request asks for.</summary>
internal static partial class ResponseHeaders
{
    /// <summary>Puts the headers round an answer.</summary>
    public static EmulatorResponse Wrap(Exchange exchange, Answer answer, string defaultVersion, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["Cache-Control"] = "no-cache, no-store",
            ["Date"] = now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture),
            ["Request-Id"] = exchange.RequestId,
            ["Stripe-Version"] = exchange.Request.Header("Stripe-Version") ?? defaultVersion,
        };
        if (exchange.IdempotencyKey is { } key)
        {
            headers["Idempotency-Key"] = key;
            headers["Original-Request"] = exchange.OriginalRequestId;
        }

        if (exchange.IsReplayed)
        {
            headers["Idempotent-Replayed"] = "true";
        }

        if (answer.RateLimitedReason is { } reason)
        {
            headers["Stripe-Rate-Limited-Reason"] = reason;
        }

        if (answer.ShouldRetry is { } shouldRetry)
        {
            headers["Stripe-Should-Retry"] = shouldRetry ? "true" : "false";
        }

        if (answer.Status == 401)
        {
            headers["WWW-Authenticate"] = "Basic realm=\"Stripe\"";
        }

        return new EmulatorResponse(answer.Status, headers, answer.Body);
    }

    /// <summary>Refuses what is not a version of the API.</summary>
    /// <exception cref="ApiErrorException">400.</exception>
    public static void CheckVersion(EmulatorRequest request)
    {
        if (request.Header("Stripe-Version") is { } version && !Version().IsMatch(version))
        {
            throw new ApiErrorException(ApiError.Invalid($"Invalid Stripe API version: {version}", null));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?(;.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
