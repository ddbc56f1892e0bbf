#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>Something that happened in the account.</summary>
public class Event : StripeEntity, IHasObject
{
    /// <summary>The id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; }

    /// <summary>Always <c>event</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; set; }

    /// <summary>The API version in which <see cref="Data"/> is rendered.</summary>
    [JsonPropertyName("api_version")]
    public string ApiVersion { get; set; }

    /// <summary>When it happened, in UTC, to the second.</summary>
    [JsonPropertyName("created")]
    public DateTime Created { get; set; } = DateTime.UnixEpoch;

    /// <summary>What it happened to.</summary>
    [JsonPropertyName("data")]
    public EventData Data { get; set; }

    /// <summary>Whether it is about a live object.</summary>
    [JsonPropertyName("livemode")]
    public bool Livemode { get; set; }

    /// <summary>The request that caused it, or null.</summary>
    [JsonPropertyName("request")]
    public EventRequest Request { get; set; }

    /// <summary>What happened, for example <c>coupon.updated</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; set; }
}
