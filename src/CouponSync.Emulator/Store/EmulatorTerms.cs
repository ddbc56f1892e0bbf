namespace CouponSync.Emulator;

/// <summary>
/// What a coupon is worth and to whom: everything that is fixed at creation. An instance may be shared by many coupons.
/// </summary>
public sealed record EmulatorTerms
{
    /// <summary>Amount taken off, in the currency's smallest unit, or null for a percentage.</summary>
    public long? AmountOff { get; init; }

    /// <summary>The currency of the amount (ISO code in small letters), or null.</summary>
    public string? Currency { get; init; }

    /// <summary>Amounts in further currencies.</summary>
    public IReadOnlyDictionary<string, long>? CurrencyOptions { get; init; }

    /// <summary><c>once</c>, <c>forever</c> or <c>repeating</c>.</summary>
    public string Duration { get; init; } = "once";

    /// <summary>The number of months of a repeating coupon.</summary>
    public long? DurationInMonths { get; init; }

    /// <summary>How often it can be redeemed in all, or null.</summary>
    public long? MaxRedemptions { get; init; }

    /// <summary>Percentage taken off, over 0 and up to 100, or null for an amount.</summary>
    public decimal? PercentOff { get; init; }

    /// <summary>Last moment to redeem it, in Unix seconds, or null.</summary>
    public long? RedeemBy { get; init; }

    /// <summary>Ids of the products it applies to, or null for all.</summary>
    public IReadOnlyList<string>? AppliesToProducts { get; init; }
}
