#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>What a new coupon is limited to.</summary>
public class CouponAppliesToOptions : INestedOptions
{
    /// <summary>Ids of products.</summary>
    [JsonPropertyName("products")]
    public List<string> Products { get; set; }
}
