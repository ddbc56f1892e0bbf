using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe.Infrastructure;

/// <summary>Reads the request of an event, which before API version 2017-05-25 was the bare Request-Id.</summary>
internal sealed class EventRequestConverter : JsonConverter<EventRequest>
{
    private readonly EntityConverter<EventRequest> _object = new();

    /// <inheritdoc/>
    public override EventRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new EventRequest { Id = reader.GetString() }
            : _object.Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventRequest value, JsonSerializerOptions options) =>
        _object.Write(writer, value, options);
}
