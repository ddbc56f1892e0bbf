using CouponSync.Coupons;

namespace CouponSync.StripeApi;

/// <summary>A coupon to be created.</summary>
/// <param name="Id">Its id: letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Terms">What it is worth; complete.</param>
/// <param name="Name">The name customers see; null for none.</param>
/// <param name="Metadata">Its metadata.</param>
internal sealed record NewCoupon(string Id, CouponTerms Terms, string? Name, IReadOnlyList<KeyValuePair<string, string>> Metadata);
