using System.Net;

namespace CouponSync.Http;

/// <summary>Why a request was refused, as Stripe's header <c>Stripe-Rate-Limited-Reason</c> names it.
/// Source: https://docs.stripe.com/rate-limits.</summary>
internal enum RateLimitReason
{
    /// <summary>Not refused for a limit.</summary>
    None,

    /// <summary>Too many requests per second of the account.</summary>
    GlobalRate,

    /// <summary>Too many requests of the account at once.</summary>
    GlobalConcurrency,

    /// <summary>Too many requests per second to one endpoint.</summary>
    EndpointRate,

    /// <summary>Too many requests to one endpoint at once.</summary>
    EndpointConcurrency,

    /// <summary>Too much for one object; going slower in general does not help.</summary>
    ResourceSpecific,

    /// <summary>429 without the header or with one that is not known, such as <c>lock_timeout</c>: not about limits.</summary>
    Unnamed,
}

/// <summary>Reads the reason of a refusal from an answer.</summary>
internal static class RateLimitHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Stripe-Rate-Limited-Reason";

    /// <summary>The reason of a 429; <see cref="RateLimitReason.None"/> for every other status.</summary>
    public static RateLimitReason ReasonOf(HttpResponseMessage response) =>
        response.StatusCode != HttpStatusCode.TooManyRequests ? RateLimitReason.None : First(response, Name)?.Trim() switch
        {
            "global-rate" => RateLimitReason.GlobalRate,
            "global-concurrency" => RateLimitReason.GlobalConcurrency,
            "endpoint-rate" => RateLimitReason.EndpointRate,
            "endpoint-concurrency" => RateLimitReason.EndpointConcurrency,
            "resource-specific" => RateLimitReason.ResourceSpecific,
            _ => RateLimitReason.Unnamed,
        };

    /// <summary>The first value of a header; null without it.</summary>
    public static string? First(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? values.First() : null;
}
