namespace Stripe;

/// <summary>Which Stripe.net and which Stripe API this is.</summary>
public static class StripeConfiguration
{
    /// <summary>The API version that every request names.</summary>
    public static string ApiVersion => "2026-07-29.dahlia";

    /// <summary>The version of Stripe.net whose public API this is.</summary>
    public static string StripeNetVersion => "52.2.0";
}
