using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Reads coupons from Stripe's JSON.</summary>
internal static class CouponJsonReader
{
    /// <summary>Reads one line of a file of coupons.</summary>
    /// <param name="line">A coupon as a JSON object.</param>
    /// <param name="number">The line's number, for the text of errors.</param>
    /// <exception cref="FormatException">The line is not a coupon, or one that cannot exist.</exception>
    public static (EmulatorCoupon Coupon, bool Livemode) ReadLine(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var coupon = Read(document.RootElement);
            return WhatIsMissing(coupon.Terms) is { } what
                ? throw new FormatException(what)
                : (coupon, document.RootElement.BooleanOrNull("livemode") ?? false);
        }
        catch (Exception wrong) when (JsonFields.IsDamage(wrong))
        {
            throw new FormatException(
                $"Line {number} is not a coupon: {JsonFields.Reason(wrong)} Write it as Stripe answers GET /v1/coupons/ID, on one line.", wrong);
        }
    }

    /// <summary>Reads a coupon. Only <c>id</c> and <c>created</c> must be there.</summary>
    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    /// <exception cref="InvalidOperationException">A text is not one.</exception>
    public static EmulatorCoupon Read(JsonElement json) => new()
    {
        Id = json.Text("id") is { Length: > 0 } id ? id : throw new FormatException("'id' is empty."),
        Created = json.Integer("created"),
        Name = json.TextOrNull("name"),
        TimesRedeemed = json.IntegerOrNull("times_redeemed") ?? 0,
        Metadata = json.Find("metadata", JsonValueKind.Object) is { } metadata
            ? EmulatorMetadata.From(metadata.EnumerateObject().Select(entry =>
                KeyValuePair.Create(entry.Name, metadata.TextOrNull(entry.Name) ?? string.Empty)))
            : EmulatorMetadata.Empty,
        Sequence = json.IntegerOrNull("sequence") ?? 0,
        Terms = new EmulatorTerms
        {
            AmountOff = json.IntegerOrNull("amount_off"),
            Currency = json.TextOrNull("currency"),
            CurrencyOptions = json.Find("currency_options", JsonValueKind.Object) is { } options
                ? options.EnumerateObject().ToDictionary(
                    static option => option.Name, static option => option.Value.Integer("amount_off"), StringComparer.Ordinal)
                : null,
            Duration = json.TextOrNull("duration") ?? "once",
            DurationInMonths = json.IntegerOrNull("duration_in_months"),
            MaxRedemptions = json.IntegerOrNull("max_redemptions"),
            PercentOff = json.Find("percent_off", JsonValueKind.Number)?.GetDecimal(),
            RedeemBy = json.IntegerOrNull("redeem_by"),
            AppliesToProducts = json.Find("applies_to", JsonValueKind.Object)?.Find("products", JsonValueKind.Array) is { } products
                ? [.. products.EnumerateArray().Select(static product =>
                    product.GetString() ?? throw new FormatException("'products' has a null."))]
                : null,
        },
    };

    /// <summary>A duration that is not known here is no fault: Stripe may have more of them.</summary>
    private static string? WhatIsMissing(EmulatorTerms terms) =>
        terms is { PercentOff: null, AmountOff: null } ? "'percent_off' or 'amount_off' is missing."
        : terms is { PercentOff: not null, AmountOff: not null } ? "It has both 'percent_off' and 'amount_off'."
        : terms is { AmountOff: not null, Currency: null } ? "'currency' is missing beside 'amount_off'."
        : terms is { Duration: "repeating", DurationInMonths: null } ? "'duration_in_months' is missing beside 'repeating'."
        : null;
}
