#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The parameters of a list of coupons.</summary>
public class CouponListOptions : ListOptions
{
    /// <summary>Created at a second, or within a range.</summary>
    [JsonPropertyName("created")]
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
}
