namespace CouponSync.Remote;

/// <summary>
/// When a coupon of the image was as the image has it, by Stripe's clock: at some second of an interval, because a
/// read is answered somewhat after it was made.
/// </summary>
/// <param name="From">The first second it could be, in Unix seconds.</param>
/// <param name="To">The last one.</param>
/// <param name="Origin">The event it was taken from, or the idempotency key of the write it is the answer to; null for reads.</param>
internal readonly record struct Provenance(long From, long To, string? Origin);

/// <summary>A write of ours that should come back as an event.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="RequestId">Stripe's name for it.</param>
/// <param name="CouponId">The coupon.</param>
/// <param name="At">When it was answered, in Unix seconds by Stripe's clock.</param>
internal sealed record OwnWrite(string Key, string? RequestId, string CouponId, long At);
