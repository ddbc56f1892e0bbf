#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>A coupon: what it takes off, for how long, and what its owner noted on it.</summary>
public class Coupon : StripeEntity, IHasObject
{
    /// <summary>The id, which is also the code.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; }

    /// <summary>Always <c>coupon</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; set; }

    /// <summary>The amount taken off, in the smallest unit of <see cref="Currency"/>.</summary>
    [JsonPropertyName("amount_off")]
    public long? AmountOff { get; set; }

    /// <summary>What it is limited to; null unless expanded.</summary>
    [JsonPropertyName("applies_to")]
    public CouponAppliesTo AppliesTo { get; set; }

    /// <summary>When it was created, in UTC.</summary>
    [JsonPropertyName("created")]
    public DateTime Created { get; set; } = DateTime.UnixEpoch;

    /// <summary>Three-letter ISO 4217 code of <see cref="AmountOff"/>, in lower case.</summary>
    [JsonPropertyName("currency")]
    public string Currency { get; set; }

    /// <summary>Amounts for further currencies, by lower case code; null unless expanded.</summary>
    [JsonPropertyName("currency_options")]
    public Dictionary<string, CouponCurrencyOptions> CurrencyOptions { get; set; }

    /// <summary>True on the answer to a deletion; otherwise null.</summary>
    [JsonPropertyName("deleted")]
    public bool? Deleted { get; set; }

    /// <summary><c>once</c>, <c>forever</c> or <c>repeating</c>.</summary>
    [JsonPropertyName("duration")]
    public string Duration { get; set; }

    /// <summary>Months, for <c>repeating</c> only.</summary>
    [JsonPropertyName("duration_in_months")]
    public long? DurationInMonths { get; set; }

    /// <summary>Whether it is a live object.</summary>
    [JsonPropertyName("livemode")]
    public bool Livemode { get; set; }

    /// <summary>How often it can be redeemed, by all customers together; null for no limit.</summary>
    [JsonPropertyName("max_redemptions")]
    public long? MaxRedemptions { get; set; }

    /// <summary>Its metadata.</summary>
    [JsonPropertyName("metadata")]
    public Dictionary<string, string> Metadata { get; set; }

    /// <summary>The name customers see, or null.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; }

    /// <summary>Per cent taken off.</summary>
    [JsonPropertyName("percent_off")]
    public decimal? PercentOff { get; set; }

    /// <summary>The last moment it can be redeemed, in UTC.</summary>
    [JsonPropertyName("redeem_by")]
    public DateTime? RedeemBy { get; set; }

    /// <summary>How often it was redeemed.</summary>
    [JsonPropertyName("times_redeemed")]
    public long TimesRedeemed { get; set; }

    /// <summary>Whether it can still be redeemed.</summary>
    [JsonPropertyName("valid")]
    public bool Valid { get; set; }
}
