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

        return First(response, Name) is { } reason ? Parse(reason) : RateLimitReason.Unnamed;
    }

    /// <summary>The first value of a header; null without it.</summary>
    public static string? First(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? values.First() : null;

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
