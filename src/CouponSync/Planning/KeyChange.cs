namespace CouponSync.Planning;

/// <summary>The change of one metadata key.</summary>
/// <param name="Key">The metadata key.</param>
/// <param name="Before">Stripe's value when the plan was made; null when the coupon did not have the key.</param>
/// <param name="After">The wanted value; null when the key is to be unset.</param>
internal readonly record struct KeyChange(string Key, string? Before, string? After)
{
    /// <summary>Whether the change removes the key.</summary>
    public bool IsUnset => After is null;

    /// <summary>Whether the change adds a key that was not there.</summary>
    public bool IsAddition => Before is null;
}
