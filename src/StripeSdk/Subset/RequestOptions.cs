#nullable disable
namespace Stripe;

/// <summary>What one request does differently from the client that sends it.</summary>
public class RequestOptions
{
    /// <summary>Another key than the client's; null or empty for the client's.</summary>
    public string ApiKey { get; set; }

    /// <summary>The idempotency key; null or empty for a fresh one on every POST.</summary>
    public string IdempotencyKey { get; set; }

    /// <summary>Another connected account than the client's; null or empty for the client's.</summary>
    public string StripeAccount { get; set; }
}
