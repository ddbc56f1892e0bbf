namespace CouponSync.Coupons;

/// <summary>
/// What a coupon is worth: everything that Stripe fixes at creation. Of a remote coupon all of it is known; of a
/// row a null means that the file says nothing about it.
/// </summary>
internal sealed record CouponTerms
{
    /// <summary>Terms of which nothing is known.</summary>
    public static CouponTerms None { get; } = new();

    /// <summary>Per cent off, above 0 and at most 100.</summary>
    public decimal? PercentOff { get; init; }

    /// <summary>Amount off, in the smallest unit of <see cref="Currency"/>.</summary>
    public long? AmountOff { get; init; }

    /// <summary>Three-letter ISO 4217 code, in lower case.</summary>
    public string? Currency { get; init; }

    /// <summary><c>once</c>, <c>forever</c> or <c>repeating</c>.</summary>
    public string? Duration { get; init; }

    /// <summary>Months, for <c>repeating</c> only.</summary>
    public long? DurationInMonths { get; init; }

    /// <summary>How often the coupon can be redeemed, by all customers together.</summary>
    public long? MaxRedemptions { get; init; }

    /// <summary>The last moment it can be redeemed; Stripe keeps whole seconds.</summary>
    public DateTimeOffset? RedeemBy { get; init; }

    /// <summary>Ids of the products it is limited to, in ordinal order; null when unknown, empty when not limited.</summary>
    public IReadOnlyList<string>? AppliesTo { get; init; }

    /// <summary>Amounts for further currencies, by lower case code; null when unknown.</summary>
    public IReadOnlyDictionary<string, long>? CurrencyOptions { get; init; }
}
