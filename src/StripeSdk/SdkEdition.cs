using Stripe;

namespace StripeSdk;

/// <summary>Which of the two brings the <c>Stripe</c> namespace: Stripe.net itself, or the subset in this assembly.</summary>
public static class SdkEdition
{
    /// <summary>Whether it is the subset.</summary>
    public static bool IsSubset { get; } = typeof(StripeConfiguration).Assembly == typeof(SdkEdition).Assembly;

    /// <summary>For people: <c>Stripe.net 52.2.0</c>, or <c>built-in subset of Stripe.net 52.2.0</c>.</summary>
    public static string Description { get; } =
        $"{(IsSubset ? "built-in subset of " : "")}Stripe.net {StripeConfiguration.StripeNetVersion}";
}
