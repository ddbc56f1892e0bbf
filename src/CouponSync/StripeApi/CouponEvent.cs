using CouponSync.Coupons;

namespace CouponSync.StripeApi;

/// <summary>What an event says of its coupon.</summary>
internal enum CouponEventKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Updated,

    /// <summary>It was deleted.</summary>
    Deleted,
}

/// <summary>Something that happened to a coupon.</summary>
internal sealed record CouponEvent
{
    /// <summary>The event's id; the same event may be listed twice.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required CouponEventKind Kind { get; init; }

    /// <summary>The coupon.</summary>
    public required string CouponId { get; init; }

    /// <summary>When it happened, in Unix seconds; the order within a second is not known.</summary>
    public required long Created { get; init; }

    /// <summary>The coupon as it was then, without its products; null when the event does not show all of it.</summary>
    public RemoteCoupon? Coupon { get; init; }

    /// <summary>The request that caused it; null when it is not known.</summary>
    public string? RequestId { get; init; }

    /// <summary>The idempotency key of that request; null when it had none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>One page of events.</summary>
/// <param name="Events">The events that are about a coupon, newest first.</param>
/// <param name="LastId">The last event of the page, whatever it is about; where the next page begins.</param>
/// <param name="HasMore">Whether there is a page behind it.</param>
internal sealed record EventPage(IReadOnlyList<CouponEvent> Events, string? LastId, bool HasMore);

/// <summary>Which page of events is wanted.</summary>
internal sealed record EventListQuery
{
    /// <summary>Only events created at this Unix second or later.</summary>
    public required long CreatedFrom { get; init; }

    /// <summary>Begin behind this event.</summary>
    public string? StartingAfter { get; init; }
}
