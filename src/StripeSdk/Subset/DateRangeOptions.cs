#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>A range of instants, in whole seconds; a null bound is open.</summary>
public class DateRangeOptions : INestedOptions
{
    /// <summary>After this instant.</summary>
    [JsonPropertyName("gt")]
    public DateTime? GreaterThan { get; set; }

    /// <summary>At this instant or after it.</summary>
    [JsonPropertyName("gte")]
    public DateTime? GreaterThanOrEqual { get; set; }

    /// <summary>Before this instant.</summary>
    [JsonPropertyName("lt")]
    public DateTime? LessThan { get; set; }

    /// <summary>At this instant or before it.</summary>
    [JsonPropertyName("lte")]
    public DateTime? LessThanOrEqual { get; set; }
}
