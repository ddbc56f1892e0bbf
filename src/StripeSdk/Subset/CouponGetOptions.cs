namespace Stripe;

/// <summary>The parameters of a request for one coupon.</summary>
public class CouponGetOptions : BaseOptions
{
}
