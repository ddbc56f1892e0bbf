#nullable disable
using System.Net;

namespace Stripe;

/// <summary>Stripe answered with something else than the object asked for, or could not be asked at all.</summary>
public class StripeException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public StripeException()
    {
    }

    /// <summary>Makes an exception for a request that was not sent.</summary>
    public StripeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    public StripeException(string message, Exception err)
        : base(message, err)
    {
    }

    /// <summary>Makes an exception for an answer.</summary>
    public StripeException(HttpStatusCode httpStatusCode, StripeError stripeError, string message)
        : base(message)
    {
        HttpStatusCode = httpStatusCode;
        StripeError = stripeError;
    }

    /// <summary>The status of the answer; 0 when there was none.</summary>
    public HttpStatusCode HttpStatusCode { get; set; }

    /// <summary>Stripe's reason; null when the answer could not be read.</summary>
    public StripeError StripeError { get; set; }

    /// <summary>The answer; null when there was none.</summary>
    public StripeResponse StripeResponse { get; set; }
}
