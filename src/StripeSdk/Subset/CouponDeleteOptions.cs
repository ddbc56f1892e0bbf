namespace Stripe;

/// <summary>The parameters of a deletion.</summary>
public class CouponDeleteOptions : BaseOptions
{
}
