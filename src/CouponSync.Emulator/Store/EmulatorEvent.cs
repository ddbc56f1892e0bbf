namespace CouponSync.Emulator;

/// <summary>Something that happened to a coupon.</summary>
public sealed record EmulatorEvent : IOrdered
{
    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary><c>coupon.created</c>, <c>coupon.updated</c> or <c>coupon.deleted</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened, in Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>From when on it can be seen, in Unix milliseconds.</summary>
    public required long VisibleFromMilliseconds { get; init; }

    /// <summary>The version of the API its data is rendered in.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The coupon after the change, or as it was when it was deleted.</summary>
    public required EmulatorCoupon Coupon { get; init; }

    /// <summary>The coupon before an update, else null.</summary>
    public EmulatorCoupon? Before { get; init; }

    /// <summary>The request that caused it, or null when it was not one of the API.</summary>
    public string? RequestId { get; init; }

    /// <summary>The idempotency key of that request, or null.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Tells apart events of the same second.</summary>
    internal long Sequence { get; init; }

    long IOrdered.Sequence => Sequence;
}
