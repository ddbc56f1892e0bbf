#nullable disable
using System.Net.Http.Headers;
using Stripe.Infrastructure;

namespace Stripe;

/// <summary>A request, ready to be sent any number of times: its headers, the idempotency key among them, stay.</summary>
public class StripeRequest
{
    private readonly BaseOptions _options;

    internal StripeRequest(string apiBase, HttpMethod method, string path, BaseOptions options, RequestOptions modifiers)
    {
        _options = options;
        Method = method;
        Uri = UriOf(apiBase, method, path, options);
        AuthorizationHeader = AuthorizationOf(modifiers.ApiKey);
        StripeHeaders = HeadersOf(method, modifiers);
    }

    /// <summary>The method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The address, with the parameters of everything but a POST.</summary>
    public Uri Uri { get; }

    /// <summary>The key, as a bearer token.</summary>
    public AuthenticationHeaderValue AuthorizationHeader { get; }

    /// <summary>Stripe's own headers.</summary>
    public IDictionary<string, string> StripeHeaders { get; }

    /// <summary>A new body for each attempt, since a sent one is disposed of; null for everything but a POST.</summary>
    public HttpContent Content => Method == HttpMethod.Post ? FormContent.Of(_options) : null;

    private static Uri UriOf(string apiBase, HttpMethod method, string path, BaseOptions options)
    {
        var query = method == HttpMethod.Post || options is null ? "" : FormContent.Encode(options);
        return new Uri(query.Length == 0 ? apiBase + path : $"{apiBase}{path}?{query}");
    }

    private static AuthenticationHeaderValue AuthorizationOf(string apiKey) =>
        apiKey is null
            ? throw new StripeException("No API key provided: set StripeClientOptions.ApiKey or RequestOptions.ApiKey.")
            : new AuthenticationHeaderValue("Bearer", apiKey);

    private static Dictionary<string, string> HeadersOf(HttpMethod method, RequestOptions modifiers)
    {
        var headers = new Dictionary<string, string> { ["Stripe-Version"] = StripeConfiguration.ApiVersion };

        if (!string.IsNullOrEmpty(modifiers.StripeAccount))
        {
            headers.Add("Stripe-Account", modifiers.StripeAccount);
        }

        if (!string.IsNullOrEmpty(modifiers.IdempotencyKey))
        {
            headers.Add("Idempotency-Key", modifiers.IdempotencyKey);
        }
        else if (method == HttpMethod.Post)
        {
            // Random by contract: a caller that does not choose a key must never meet an older request's answer.
            // CouponSync always chooses one.
            headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }

        return headers;
    }
}
