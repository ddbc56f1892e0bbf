using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Reads coupons from Stripe's JSON.</summary>
internal static class CouponJsonReader
{
    /// <summary>Reads one line of a file.</summary>
    /// <param name="line">A coupon as a JSON object.</param>
    /// <param name="number">The line's number, for the text of errors.</param>
    /// <exception cref="FormatException">The line is not a coupon.</exception>
    public static (EmulatorCoupon Coupon, bool Livemode) ReadLine(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return (Read(document.RootElement), document.RootElement.TryGetProperty("livemode"u8, out var live) && live.GetBoolean());
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException($"Line {number} is not a coupon: {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads a coupon. Only <c>id</c> and <c>created</c> must be there.</summary>
    public static EmulatorCoupon Read(JsonElement json)
    {
        var id = json.GetProperty("id"u8).GetString();
        return new EmulatorCoupon
        {
            Id = string.IsNullOrEmpty(id) ? throw new FormatException("The id is empty.") : id,
            Created = json.GetProperty("created"u8).GetInt64(),
            Name = Text(json, "name"),
            TimesRedeemed = Integer(json, "times_redeemed") ?? 0,
            Metadata = json.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object
                ? EmulatorMetadata.From(metadata.EnumerateObject().Select(static entry =>
                    KeyValuePair.Create(entry.Name, entry.Value.GetString() ?? string.Empty)))
                : EmulatorMetadata.Empty,
            Sequence = Integer(json, "sequence") ?? 0,
            Terms = new EmulatorTerms
            {
                AmountOff = Integer(json, "amount_off"),
                Currency = Text(json, "currency"),
                CurrencyOptions = json.TryGetProperty("currency_options"u8, out var options)
                    && options.ValueKind == JsonValueKind.Object
                    ? options.EnumerateObject().ToDictionary(
                        static option => option.Name,
                        static option => option.Value.GetProperty("amount_off"u8).GetInt64(),
                        StringComparer.Ordinal)
                    : null,
                Duration = Text(json, "duration") ?? "once",
                DurationInMonths = Integer(json, "duration_in_months"),
                MaxRedemptions = Integer(json, "max_redemptions"),
                PercentOff = json.TryGetProperty("percent_off"u8, out var percent) && percent.ValueKind == JsonValueKind.Number
                    ? percent.GetDecimal()
                    : null,
                RedeemBy = Integer(json, "redeem_by"),
                AppliesToProducts = json.TryGetProperty("applies_to"u8, out var appliesTo)
                    && appliesTo.ValueKind == JsonValueKind.Object
                    ? [.. appliesTo.GetProperty("products"u8).EnumerateArray().Select(static product => product.GetString()!)]
                    : null,
            },
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static long? Integer(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt64() : null;
}
