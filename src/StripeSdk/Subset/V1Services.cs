#nullable disable
namespace Stripe;

/// <summary>The services under <c>/v1</c> that CouponSync uses.</summary>
public class V1Services
{
    internal V1Services(ApiRequestor requestor)
    {
        Accounts = new AccountService(requestor);
        Coupons = new CouponService(requestor);
        Events = new EventService(requestor);
    }

    /// <summary>Accounts.</summary>
    public virtual AccountService Accounts { get; }

    /// <summary>Coupons.</summary>
    public virtual CouponService Coupons { get; }

    /// <summary>Events.</summary>
    public virtual EventService Events { get; }
}
