#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The parameters of a list of events.</summary>
public class EventListOptions : ListOptions
{
    /// <summary>Created at a second, or within a range.</summary>
    [JsonPropertyName("created")]
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }

    /// <summary>One type, with <c>*</c> as wildcard; not together with <see cref="Types"/>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; set; }

    /// <summary>Up to 20 types.</summary>
    [JsonPropertyName("types")]
    public List<string> Types { get; set; }
}
