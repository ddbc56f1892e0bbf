#nullable disable
using System.Net;
using System.Net.Http.Headers;

namespace Stripe;

/// <summary>An answer, read to its end.</summary>
public class StripeResponse : StripeResponseBase
{
    /// <summary>Keeps an answer.</summary>
    public StripeResponse(HttpStatusCode statusCode, HttpResponseHeaders headers, string content)
        : base(statusCode, headers)
    {
        Content = content;
    }

    /// <summary>The body as it came.</summary>
    public string Content { get; }
}
