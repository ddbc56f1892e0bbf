namespace CouponSync.Loading.Matching;

/// <summary>What is known of a coupon without looking at it.</summary>
/// <param name="IdHash">A hash of its id. Two ids may have the same; then only one of the coupons is known.</param>
/// <param name="Fingerprint">What it is; see <see cref="CouponProjection"/>. All zeros when no row can leave it as it is.</param>
internal readonly record struct CouponFingerprint(ulong IdHash, Fingerprint Fingerprint);
