using CouponSync.Coupons;
using CouponSync.Settings;

namespace CouponSync.Remote;

/// <summary>How a list may be walked.</summary>
/// <param name="RequestsPerSecond">What the list's endpoint is allowed.</param>
/// <param name="MaxInFlight">How many requests may be unanswered at once.</param>
/// <param name="LikelyCoupons">How many coupons will be read at least, as far as that is known before.</param>
/// <param name="Time">The clock that latency is measured with.</param>
internal sealed record WalkOptions(double RequestsPerSecond, int MaxInFlight, long LikelyCoupons, TimeProvider Time)
{
    /// <summary>What a throttle leaves to the list.</summary>
    public static WalkOptions For(ThrottleOptions throttle, long likelyCoupons, TimeProvider time) => new(
        Math.Min(throttle.AccountCeiling, throttle.EndpointCeiling), throttle.MaxInFlight, likelyCoupons, time);

    /// <summary>The pages that are read at least, as far as that is known before.</summary>
    public long LikelyPages => LikelyCoupons / StripeLimits.PageSize;
}
