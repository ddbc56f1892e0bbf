#nullable disable
namespace Stripe;

/// <summary>The entry to Stripe's API: one key, one server, and the services of API version 1.</summary>
public class StripeClient
{
    /// <summary>Makes a client.</summary>
    /// <param name="options">Key, server and transport; null for the defaults, with which no request succeeds.</param>
    /// <exception cref="ArgumentException">The key is empty or holds white space.</exception>
    public StripeClient(StripeClientOptions options)
    {
        V1 = new V1Services(new ApiRequestor(options));
    }

    /// <summary>The services under <c>/v1</c>.</summary>
    public virtual V1Services V1 { get; }
}
