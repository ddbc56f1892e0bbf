using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Which fields beyond the ordinary ones a caller asked for.</summary>
[Flags]
internal enum CouponExpansion
{
    None = 0,
    AppliesTo = 1,
    CurrencyOptions = 2,
    All = AppliesTo | CurrencyOptions,
}

/// <summary>Coupons as Stripe writes them.</summary>
internal static class CouponJson
{
    /// <summary>Writes a coupon as one JSON object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="coupon">The coupon.</param>
    /// <param name="livemode">The mode it exists in.</param>
    /// <param name="now">The time for which <c>valid</c> is told, in Unix seconds.</param>
    /// <param name="expansion">The fields to write besides the ordinary ones.</param>
    public static void Write(
        Utf8JsonWriter json, EmulatorCoupon coupon, bool livemode, long now, CouponExpansion expansion)
    {
        json.WriteStartObject();
        WriteFields(json, coupon, livemode, now, expansion);
        json.WriteEndObject();
    }

    /// <summary>Writes the fields of a coupon into an object that is open.</summary>
    public static void WriteFields(
        Utf8JsonWriter json, EmulatorCoupon coupon, bool livemode, long now, CouponExpansion expansion)
    {
        var terms = coupon.Terms;
        json.WriteString("id"u8, coupon.Id);
        json.WriteString("object"u8, "coupon"u8);
        Write(json, "amount_off"u8, terms.AmountOff);
        if (expansion.HasFlag(CouponExpansion.AppliesTo) && terms.AppliesToProducts is { } products)
        {
            json.WriteStartObject("applies_to"u8);
            json.WriteStartArray("products"u8);
            foreach (var product in products)
            {
                json.WriteStringValue(product);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteNumber("created"u8, coupon.Created);
        json.WriteString("currency"u8, terms.Currency);
        if (expansion.HasFlag(CouponExpansion.CurrencyOptions) && terms is { AmountOff: { } amount, Currency: { } currency })
        {
            WriteCurrencyOptions(json, CurrencyOptions.Merge(terms, new Dictionary<string, long> { [currency] = amount }));
        }

        json.WriteString("duration"u8, terms.Duration);
        Write(json, "duration_in_months"u8, terms.DurationInMonths);
        json.WriteBoolean("livemode"u8, livemode);
        Write(json, "max_redemptions"u8, terms.MaxRedemptions);
        json.WriteStartObject("metadata"u8);
        foreach (var entry in coupon.Metadata.Entries)
        {
            json.WriteString(entry.Key, entry.Value);
        }

        json.WriteEndObject();
        json.WriteString("name"u8, coupon.Name);
        if (terms.PercentOff is { } percent)
        {
            // Dividing by one with all its places drops trailing zeros: 25.00 is written as 25.
            json.WriteNumber("percent_off"u8, percent / 1.0000000000000000000000000000m);
        }
        else
        {
            json.WriteNull("percent_off"u8);
        }

        Write(json, "redeem_by"u8, terms.RedeemBy);
        json.WriteNumber("times_redeemed"u8, coupon.TimesRedeemed);
        json.WriteBoolean("valid"u8, coupon.IsValidAt(now));
    }

    private static void WriteCurrencyOptions(Utf8JsonWriter json, IReadOnlyDictionary<string, long> options)
    {
        json.WriteStartObject("currency_options"u8);
        foreach (var (code, off) in options)
        {
            json.WriteStartObject(code);
            json.WriteNumber("amount_off"u8, off);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
