using Stripe;

namespace CouponSync.StripeApi;

/// <summary>The library that speaks to Stripe.</summary>
internal static class StripeLibrary
{
    /// <summary>For people: its name and version, and the version of Stripe's API that it asks for.</summary>
    public static string Description { get; } =
        $"Stripe.net {StripeConfiguration.StripeNetVersion}, API {StripeConfiguration.ApiVersion}";
}
