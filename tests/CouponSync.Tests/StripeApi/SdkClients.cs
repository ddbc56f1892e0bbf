using Stripe;

namespace CouponSync.Tests.StripeApi;

/// <summary>Clients of the SDK as CouponSync makes them: no retries of their own, no telemetry.</summary>
internal static class SdkClients
{
    /// <summary>A client with a key, whose requests go to the handler.</summary>
    public static StripeClient Over(HttpMessageHandler handler, Action<StripeClientOptions>? change = null)
    {
        var options = new StripeClientOptions
        {
            ApiKey = "sk_test_123",
            ApiBase = "http://stripe.test",
            HttpClient = new SystemNetHttpClient(
                new HttpClient(handler), maxNetworkRetries: 0, enableTelemetry: false),
        };
        change?.Invoke(options);
        return new StripeClient(options);
    }
}
