using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe.Infrastructure;

/// <summary>Reads an object into the type that its own <c>object</c> names; null for a type that is not known.</summary>
internal sealed class NamedObjectConverter : JsonConverter<IHasObject>
{
    /// <inheritdoc/>
    public override IHasObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        var name = element.TryGetProperty("object", out var member) ? member.GetString() : null;
        return name switch
        {
            "account" => element.Deserialize<Account>(options),
            "coupon" => element.Deserialize<Coupon>(options),
            "event" => element.Deserialize<Event>(options),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IHasObject value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Entities are read, never written.");
}
