using System.Text.Json;
using System.Text.Json.Serialization;

namespace CouponSync.Coupons;

/// <summary>An instant in UTC with a <c>Z</c> at its end and no more digits than it needs.</summary>
internal sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}

/// <summary>A value by its name, as <c>notAttempted</c>; no other text and no number is taken for one.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
