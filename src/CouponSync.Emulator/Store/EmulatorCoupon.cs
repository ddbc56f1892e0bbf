namespace CouponSync.Emulator;

/// <summary>A coupon in the emulator's account: immutable, a change replaces it.</summary>
public sealed record EmulatorCoupon : IOrdered
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was created, in Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>What it is worth.</summary>
    public EmulatorTerms Terms { get; init; } = new();

    /// <summary>The name customers see, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The metadata.</summary>
    public EmulatorMetadata Metadata { get; init; } = EmulatorMetadata.Empty;

    /// <summary>How often it was redeemed.</summary>
    public long TimesRedeemed { get; init; }

    /// <summary>Tells apart coupons of the same second, in the order of their creation.</summary>
    internal long Sequence { get; init; }

    long IOrdered.Sequence => Sequence;

    /// <summary>Whether it can be redeemed at the given time (Unix seconds).</summary>
    public bool IsValidAt(long now) =>
        !(Terms.RedeemBy < now) && !(Terms.MaxRedemptions <= TimesRedeemed);
}
