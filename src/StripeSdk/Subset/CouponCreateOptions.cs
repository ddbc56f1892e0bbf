#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>A coupon to create: either <see cref="PercentOff"/> or <see cref="AmountOff"/> with a currency.</summary>
public class CouponCreateOptions : BaseOptions
{
    private Dictionary<string, string> _metadata;

    /// <summary>The amount taken off, in the smallest unit of <see cref="Currency"/>.</summary>
    [JsonPropertyName("amount_off")]
    public long? AmountOff { get; set; }

    /// <summary>What the coupon is limited to.</summary>
    [JsonPropertyName("applies_to")]
    public CouponAppliesToOptions AppliesTo { get; set; }

    /// <summary>Three-letter ISO 4217 code of <see cref="AmountOff"/>.</summary>
    [JsonPropertyName("currency")]
    public string Currency { get; set; }

    /// <summary>Amounts for further currencies, by lower case code.</summary>
    [JsonPropertyName("currency_options")]
    public Dictionary<string, CouponCurrencyOptionsOptions> CurrencyOptions { get; set; }

    /// <summary><c>once</c>, <c>forever</c> or <c>repeating</c>; null for <c>once</c>.</summary>
    [JsonPropertyName("duration")]
    public string Duration { get; set; }

    /// <summary>Months, for <c>repeating</c> only.</summary>
    [JsonPropertyName("duration_in_months")]
    public long? DurationInMonths { get; set; }

    /// <summary>The id; null lets Stripe make one.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; }

    /// <summary>How often it can be redeemed, by all customers together; null for no limit.</summary>
    [JsonPropertyName("max_redemptions")]
    public long? MaxRedemptions { get; set; }

    /// <summary>Its metadata.</summary>
    [JsonPropertyName("metadata")]
    public Dictionary<string, string> Metadata
    {
        get => _metadata;
        set
        {
            _metadata = value;
            SetTracker.Track();
        }
    }

    /// <summary>The name customers see; null for the id.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; }

    /// <summary>Per cent taken off, above 0 and at most 100.</summary>
    [JsonPropertyName("percent_off")]
    public decimal? PercentOff { get; set; }

    /// <summary>The last moment it can be redeemed; sent in whole seconds.</summary>
    [JsonPropertyName("redeem_by")]
    public DateTime? RedeemBy { get; set; }
}
