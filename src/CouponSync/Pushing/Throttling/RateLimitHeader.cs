using System.Net;

namespace CouponSync.Pushing.Throttling;

/// <summary>Reads the reason of a refusal from an answer.</summary>
internal static class RateLimitHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Stripe-Rate-Limited-Reason";

    /// <summary>The reason of a 429; <see cref="RateLimitReason.None"/> for every other status.</summary>
    public static RateLimitReason ReasonOf(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return RateLimitReason.None;
        }

        return response.Headers.TryGetValues(Name, out var values) ? Parse(values.First()) : RateLimitReason.Unnamed;
    }

    private static RateLimitReason Parse(string value) => value.Trim() switch
    {
        "global-rate" => RateLimitReason.GlobalRate,
        "global-concurrency" => RateLimitReason.GlobalConcurrency,
        "endpoint-rate" => RateLimitReason.EndpointRate,
        "endpoint-concurrency" => RateLimitReason.EndpointConcurrency,
        "resource-specific" => RateLimitReason.ResourceSpecific,
        _ => RateLimitReason.Unnamed,
    };
}
