using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Remote.Incremental;

/// <summary>What the events about one coupon mean for the snapshot.</summary>
internal enum EventVerdict
{
    /// <summary>The snapshot has it already.</summary>
    Known,

    /// <summary>The newest event shows the coupon as it is.</summary>
    Take,

    /// <summary>What the coupon is now cannot be told from the events; it must be read.</summary>
    Read,
}

/// <summary>Decides what events about one coupon mean. Pure.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Coupon">The coupon that the newest event shows, for <see cref="EventVerdict.Take"/>.</param>
internal readonly record struct EventDecision(EventVerdict Verdict, RemoteCoupon? Coupon = null)
{
    /// <summary>
    /// An event's object is taken when it is the coupon's newest, alone in its second, later than the snapshot was read, whole,
    /// and no deletion; in every other case the coupon is read, unless the newest event says what the snapshot has.
    /// </summary>
    /// <param name="events">The coupon's events, each once; at least one.</param>
    /// <param name="own">The idempotency keys of our writes, whose answers the snapshot has.</param>
    /// <param name="known">The coupon as the snapshot has it; null when it has none.</param>
    /// <param name="readTo">When the snapshot was last read or written, in Unix seconds.</param>
    /// <param name="withProducts">Whether products and further currencies matter.</param>
    public static EventDecision Of(
        IReadOnlyList<CouponEvent> events, IReadOnlySet<string> own, RemoteCoupon? known, long readTo, bool withProducts)
    {
        var newest = events.MaxBy(static e => e.Created)!;
        if (events.Count(e => e.Created == newest.Created) > 1)
        {
            return new(EventVerdict.Read);
        }

        if (newest.IdempotencyKey is { } key && own.Contains(key))
        {
            return new(EventVerdict.Known);
        }

        if (newest.Kind == CouponEventKind.Deleted)
        {
            return new(known is null ? EventVerdict.Known : EventVerdict.Read);
        }

        // Events show neither a coupon's products, which stay as they are, nor its further currencies, which only an amount can have.
        if (newest.Coupon is not { } coupon
            || (withProducts && (known?.Created != coupon.Created || coupon.Terms.AmountOff is not null)))
        {
            return new(EventVerdict.Read);
        }

        return coupon.HasSameValues(known) ? new(EventVerdict.Known)
            : newest.Created > readTo ? new(EventVerdict.Take, coupon)
            : new(EventVerdict.Read);
    }
}
