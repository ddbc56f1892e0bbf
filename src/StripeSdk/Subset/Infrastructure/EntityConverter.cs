using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Stripe.Infrastructure;

/// <summary>Reads an entity property by property and keeps the JSON it came from.</summary>
/// <typeparam name="T">The entity.</typeparam>
internal sealed class EntityConverter<T> : JsonConverter<T>
    where T : StripeEntity, new()
{
    // Taken from options that do not know this converter: with it the type would have no properties to list.
    private readonly Dictionary<string, JsonPropertyInfo> _properties =
        new DefaultJsonTypeInfoResolver().GetTypeInfo(typeof(T), new JsonSerializerOptions()).Properties
            .Where(property => property.Set is not null)
            .ToDictionary(property => property.Name, StringComparer.Ordinal);

    // As in the original, these two do not keep theirs: a list's items do, and an event has its data's.
    private readonly bool _keepsJson = !typeof(T).IsGenericType && typeof(T) != typeof(EventData);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"{typeof(T).Name}: an object was expected, not {element.ValueKind}.");
        }

        var entity = new T();
        foreach (var member in element.EnumerateObject())
        {
            if (_properties.TryGetValue(member.Name, out var property))
            {
                property.Set!(entity, member.Value.Deserialize(property.PropertyType, options));
            }
        }

        if (_keepsJson)
        {
            entity.SetRawJson(element);
        }

        return entity;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Entities are read, never written.");
}
