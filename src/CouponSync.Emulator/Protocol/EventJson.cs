using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Events as Stripe writes them.</summary>
internal static class EventJson
{
    /// <summary>Writes an event as one JSON object: the coupon as it was at that moment, with what it was before.</summary>
    public static void Write(Utf8JsonWriter json, EmulatorEvent happened, bool livemode)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, happened.Id);
        json.WriteString("object"u8, "event"u8);
        json.WriteString("api_version"u8, happened.ApiVersion);
        json.WriteNumber("created"u8, happened.Created);
        json.WriteStartObject("data"u8);
        json.WritePropertyName("object"u8);
        CouponJson.Write(json, happened.Coupon, livemode, happened.Created, CouponExpansion.None);
        if (happened.Before is { } before)
        {
            WritePrevious(json, before, happened.Coupon);
        }

        json.WriteEndObject();
        json.WriteBoolean("livemode"u8, livemode);
        json.WriteNumber("pending_webhooks"u8, 0);
        json.WriteStartObject("request"u8);
        json.WriteString("id"u8, happened.RequestId);
        json.WriteString("idempotency_key"u8, happened.IdempotencyKey);
        json.WriteEndObject();
        json.WriteString("type"u8, happened.Type);
        json.WriteEndObject();
    }

    /// <summary>Only what changed, with the value before; a metadata key that was not there before is null.</summary>
    private static void WritePrevious(Utf8JsonWriter json, EmulatorCoupon before, EmulatorCoupon after)
    {
        json.WriteStartObject("previous_attributes"u8);
        if (!before.Metadata.Equals(after.Metadata))
        {
            json.WriteStartObject("metadata"u8);
            foreach (var (key, value) in before.Metadata)
            {
                if (!after.Metadata.TryGetValue(key, out var now) || !string.Equals(now, value, StringComparison.Ordinal))
                {
                    json.WriteString(key, value);
                }
            }

            foreach (var key in after.Metadata.Keys.Where(key => !before.Metadata.ContainsKey(key)))
            {
                json.WriteNull(key);
            }

            json.WriteEndObject();
        }

        if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            json.WriteString("name"u8, before.Name);
        }

        json.WriteEndObject();
    }
}
