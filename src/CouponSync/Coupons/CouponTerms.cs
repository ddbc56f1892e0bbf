using System.Globalization;
using System.Text.Json.Serialization;

namespace CouponSync.Coupons;

/// <summary>
/// What a coupon is worth: what Stripe fixes at creation, and the further currencies. Of a remote coupon all of it is known; of a
/// row a null means that the file says nothing about it. As JSON it has Stripe's own names, and no nulls.
/// </summary>
internal sealed record CouponTerms
{
    /// <summary>Terms of which nothing is known.</summary>
    public static CouponTerms None { get; } = new();

    /// <summary>Per cent off, above 0 and at most 100.</summary>
    [JsonPropertyName("percent_off"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? PercentOff { get; init; }

    /// <summary>Amount off, in the smallest unit of <see cref="Currency"/>.</summary>
    [JsonPropertyName("amount_off"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AmountOff { get; init; }

    /// <summary>Three-letter ISO 4217 code, in lower case.</summary>
    [JsonPropertyName("currency"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary><c>once</c>, <c>forever</c> or <c>repeating</c>.</summary>
    [JsonPropertyName("duration"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Duration { get; init; }

    /// <summary>Months, for <c>repeating</c> only.</summary>
    [JsonPropertyName("duration_in_months"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DurationInMonths { get; init; }

    /// <summary>How often the coupon can be redeemed, by all customers together.</summary>
    [JsonPropertyName("max_redemptions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxRedemptions { get; init; }

    /// <summary>The last moment it can be redeemed; Stripe keeps whole seconds.</summary>
    [JsonIgnore]
    public DateTimeOffset? RedeemBy { get; init; }

    /// <summary>The same in Unix seconds.</summary>
    [JsonInclude, JsonPropertyName("redeem_by"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long? RedeemBySeconds
    {
        get => RedeemBy?.ToUnixTimeSeconds();
        init => RedeemBy = value is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>Ids of the products it is limited to, in ordinal order; null when unknown, empty when not limited.</summary>
    [JsonPropertyName("applies_to"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AppliesTo { get; init; }

    /// <summary>Amounts for further currencies, by lower case code; null when unknown.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long>? CurrencyOptions { get; init; }

    /// <summary>What is taken off in a currency, the coupon's own or a further one; null when nothing is, or it is not known.</summary>
    /// <param name="currency">The currency, in lower case.</param>
    public long? AmountIn(string currency) =>
        CurrencyOptions is not null && CurrencyOptions.TryGetValue(currency, out var amount) ? amount
        : currency == Currency ? AmountOff : null;

    /// <summary>The same as plans and reports write it: a whole number.</summary>
    /// <inheritdoc cref="AmountIn"/>
    public string? AmountTextIn(string currency) => AmountIn(currency)?.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the amount in a currency is called, in columns of a file and in everything that people read.</summary>
    /// <param name="currency">The currency, in lower case.</param>
    public static string AmountName(string currency) => $"currency_options[{currency}]";

    /// <summary>The same in ordinal order: equal terms are equal bytes.</summary>
    [JsonInclude, JsonPropertyName("currency_options"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal SortedDictionary<string, long>? CurrencyOptionsInOrder
    {
        get => CurrencyOptions is null ? null : new(CurrencyOptions.ToDictionary(), StringComparer.Ordinal);
        init => CurrencyOptions = value;
    }
}
