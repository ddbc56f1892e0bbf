#nullable disable
namespace Stripe;

/// <summary>Requests about accounts; the errors are those of <see cref="CouponService"/>.</summary>
public class AccountService : Service
{
    internal AccountService(ApiRequestor requestor)
        : base(requestor)
    {
    }

    /// <summary>Reads the account that the key belongs to.</summary>
    public virtual Task<Account> GetSelfAsync(
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<Account>(HttpMethod.Get, "/v1/account", null, requestOptions, cancellationToken);
}
