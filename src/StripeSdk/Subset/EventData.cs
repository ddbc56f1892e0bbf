#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>
/// What an event is about. What an update replaced is at <c>data.previous_attributes</c> of the event's
/// <see cref="StripeEntity.RawJsonElement"/>.
/// </summary>
public class EventData : StripeEntity
{
    /// <summary>The object just after the event; null when its type is not one that is known here.</summary>
    [JsonPropertyName("object")]
    public IHasObject Object { get; set; }
}
