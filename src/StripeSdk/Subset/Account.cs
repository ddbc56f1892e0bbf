#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>A Stripe account.</summary>
public class Account : StripeEntity, IHasObject
{
    /// <summary>The id, <c>acct_...</c>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; }

    /// <summary>Always <c>account</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; set; }

    /// <summary>Its settings; null when the key may not read them.</summary>
    [JsonPropertyName("settings")]
    public AccountSettings Settings { get; set; }
}
