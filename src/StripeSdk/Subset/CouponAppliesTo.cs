#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>What a coupon is limited to.</summary>
public class CouponAppliesTo : StripeEntity
{
    /// <summary>Ids of products.</summary>
    [JsonPropertyName("products")]
    public List<string> Products { get; set; }
}
