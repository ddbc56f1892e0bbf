using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe.Infrastructure;

/// <summary>Reads an instant from Unix seconds, as a number or a string.</summary>
internal sealed class UnixSecondsConverter : JsonConverter<DateTime>
{
    // Some of Stripe's endpoints have been seen to send milliseconds. In seconds this would be the year 2128, so the
    // original takes anything above it for milliseconds.
    private const long LargestSeconds = 5_000_000_000;

    /// <inheritdoc/>
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetInt64(),
            JsonTokenType.String when long.TryParse(
                reader.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => throw new JsonException("An instant must be a number of seconds."),
        };

        return value switch
        {
            < 0 => throw new JsonException("An instant cannot be before 1970."),
            > LargestSeconds => DateTime.UnixEpoch.AddMilliseconds(value),
            _ => DateTime.UnixEpoch.AddSeconds(value),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(((DateTimeOffset)value).ToUnixTimeSeconds());
}
