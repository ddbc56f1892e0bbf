#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The request that caused an event.</summary>
public class EventRequest : StripeEntity
{
    /// <summary>The Request-Id; null when Stripe itself caused the event.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; }

    /// <summary>The idempotency key of the request, or null.</summary>
    [JsonPropertyName("idempotency_key")]
    public string IdempotencyKey { get; set; }
}
