#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The parameters that every list takes.</summary>
public class ListOptions : BaseOptions
{
    /// <summary>The size of the page, 1 to 100; null for Stripe's default, 10.</summary>
    [JsonPropertyName("limit")]
    public long? Limit { get; set; }

    /// <summary>Id of the object just before the page; null for the first page.</summary>
    [JsonPropertyName("starting_after")]
    public string StartingAfter { get; set; }

    /// <summary>Id of the object just after the page, to walk backwards.</summary>
    [JsonPropertyName("ending_before")]
    public string EndingBefore { get; set; }
}
