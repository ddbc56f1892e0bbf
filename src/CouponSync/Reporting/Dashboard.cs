namespace CouponSync.Reporting;

/// <summary>Where a coupon can be looked at in Stripe's dashboard.</summary>
internal static class Dashboard
{
    /// <summary>The address that an id, escaped for addresses, makes complete; null for an account that is not Stripe's own.</summary>
    public static string? CouponsOf(AccountInfo? account) => account is { ApiBase: "https://api.stripe.com" }
        ? "https://dashboard.stripe.com/"
            + (account.IsKnown ? Uri.EscapeDataString(account.Id) + "/" : "")
            + (account.Livemode ? "" : "test/")
            + "coupons/"
        : null;
}
