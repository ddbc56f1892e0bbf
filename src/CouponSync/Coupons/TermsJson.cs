using System.Text.Json;

namespace CouponSync.Coupons;

/// <summary>Terms as JSON, under Stripe's own names; what is null is left out.</summary>
internal static class TermsJson
{
    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter json, CouponTerms terms)
    {
        json.WriteStartObject();
        if (terms.PercentOff is { } percent)
        {
            json.WriteNumber("percent_off", percent);
        }

        Number("amount_off", terms.AmountOff);
        Text("currency", terms.Currency);
        Text("duration", terms.Duration);
        Number("duration_in_months", terms.DurationInMonths);
        Number("max_redemptions", terms.MaxRedemptions);
        Number("redeem_by", terms.RedeemBy?.ToUnixTimeSeconds());
        if (terms.AppliesTo is { } products)
        {
            json.WriteStartArray("applies_to");
            foreach (var product in products)
            {
                json.WriteStringValue(product);
            }

            json.WriteEndArray();
        }

        if (terms.CurrencyOptions is { } options)
        {
            json.WriteStartObject("currency_options");
            foreach (var (currency, amount) in options.OrderBy(static o => o.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(currency, amount);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();

        void Number(string name, long? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static CouponTerms Read(JsonElement json)
    {
        return new CouponTerms
        {
            PercentOff = json.TryGetProperty("percent_off", out var percent) ? percent.GetDecimal() : null,
            AmountOff = Number("amount_off"),
            Currency = Text("currency"),
            Duration = Text("duration"),
            DurationInMonths = Number("duration_in_months"),
            MaxRedemptions = Number("max_redemptions"),
            RedeemBy = Number("redeem_by") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            AppliesTo = json.TryGetProperty("applies_to", out var products)
                ? [.. products.EnumerateArray().Select(static p => p.GetString()!)]
                : null,
            CurrencyOptions = json.TryGetProperty("currency_options", out var options)
                ? options.EnumerateObject().ToDictionary(static o => o.Name, static o => o.Value.GetInt64(), StringComparer.Ordinal)
                : null,
        };

        long? Number(string name) => json.TryGetProperty(name, out var value) ? value.GetInt64() : null;

        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
