#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>Why Stripe refused a request.</summary>
public class StripeError : StripeEntity
{
    /// <summary>The short code, for example <c>resource_missing</c>; null when there is none.</summary>
    [JsonPropertyName("code")]
    public string Code { get; set; }

    /// <summary>Where Stripe documents the code.</summary>
    [JsonPropertyName("doc_url")]
    public string DocUrl { get; set; }

    /// <summary>The sentence for people.</summary>
    [JsonPropertyName("message")]
    public string Message { get; set; }

    /// <summary>The parameter it is about, or null.</summary>
    [JsonPropertyName("param")]
    public string Param { get; set; }

    /// <summary>The kind, for example <c>invalid_request_error</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; set; }

    /// <summary>The code of an answer whose <c>error</c> is a string, as the OAuth endpoints send it.</summary>
    [JsonPropertyName("error")]
    public string Error { get; set; }

    /// <summary>The sentence that goes with <see cref="Error"/>.</summary>
    [JsonPropertyName("error_description")]
    public string ErrorDescription { get; set; }
}
