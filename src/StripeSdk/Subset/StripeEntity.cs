#nullable disable
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>An object that Stripe answered with, or a part of one.</summary>
public abstract class StripeEntity
{
    /// <summary>The JSON it was read from; null on lists and on event data.</summary>
    [JsonIgnore]
    public JsonElement? RawJsonElement { get; protected set; }

    /// <summary>The answer it came in; null on parts of an answer.</summary>
    [JsonIgnore]
    public StripeResponse StripeResponse { get; set; }

    internal void SetRawJson(JsonElement element) => RawJsonElement = element;
}
