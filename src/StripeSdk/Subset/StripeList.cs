#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What it lists.</typeparam>
public class StripeList<T> : StripeEntity, IHasObject
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; set; }

    /// <summary>The objects, in the order of the answer.</summary>
    [JsonPropertyName("data")]
    public List<T> Data { get; set; }

    /// <summary>Whether there is more in the direction of the walk.</summary>
    [JsonPropertyName("has_more")]
    public bool HasMore { get; set; }

    /// <summary>The path of the list.</summary>
    [JsonPropertyName("url")]
    public string Url { get; set; }
}
