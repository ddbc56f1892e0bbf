#nullable disable
using System.Net;
using System.Net.Http.Headers;

namespace Stripe;

/// <summary>The status and headers of an answer.</summary>
public abstract class StripeResponseBase
{
    /// <summary>Keeps the status and headers of an answer.</summary>
    protected StripeResponseBase(HttpStatusCode statusCode, HttpResponseHeaders headers)
    {
        StatusCode = statusCode;
        Headers = headers;
    }

    /// <summary>The status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The headers.</summary>
    public HttpResponseHeaders Headers { get; }

    /// <summary>When it was sent, by Stripe's clock; null when the header is missing.</summary>
    public DateTimeOffset? Date => Headers?.Date;

    /// <summary>The idempotency key that Stripe sent back, or null.</summary>
    public string IdempotencyKey => First("Idempotency-Key");

    /// <summary>Stripe's name for the request, or null.</summary>
    public string RequestId => First("Request-Id");

    private string First(string name) =>
        Headers is not null && Headers.TryGetValues(name, out var values) ? values.First() : null;
}
