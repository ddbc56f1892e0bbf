#nullable disable
namespace Stripe;

/// <summary>What a <see cref="StripeClient"/> is made of. It is read once; later changes have no effect.</summary>
public class StripeClientOptions
{
    /// <summary>The secret or restricted key. Null is accepted here and refused at the first request.</summary>
    public string ApiKey { get; set; }

    /// <summary>What sends the requests; null for a <see cref="SystemNetHttpClient"/> with its defaults.</summary>
    public IHttpClient HttpClient { get; set; }

    /// <summary>Scheme, host and port of the API, without a trailing slash; null for Stripe's own.</summary>
    public string ApiBase { get; set; }

    /// <summary>The connected account to act for, unless a request names another; null for none.</summary>
    public string StripeAccount { get; set; }

    internal StripeClientOptions Clone() => (StripeClientOptions)MemberwiseClone();
}
