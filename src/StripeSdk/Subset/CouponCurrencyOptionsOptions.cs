#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>What a coupon is worth in a further currency.</summary>
public class CouponCurrencyOptionsOptions : INestedOptions
{
    /// <summary>The amount taken off, in the currency's smallest unit.</summary>
    [JsonPropertyName("amount_off")]
    public long? AmountOff { get; set; }
}
