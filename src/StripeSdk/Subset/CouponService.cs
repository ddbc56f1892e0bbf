#nullable disable
using System.Net;

namespace Stripe;

/// <summary>
/// Requests under <c>/v1/coupons</c>. Every method throws a <see cref="StripeException"/> when Stripe answers with
/// anything but 200 or with something unreadable, an <see cref="HttpRequestException"/> when there is no answer, and
/// an <see cref="OperationCanceledException"/> when it is cancelled or the transport's own time limit passes.
/// </summary>
public class CouponService : Service
{
    internal CouponService(ApiRequestor requestor)
        : base(requestor)
    {
    }

    /// <summary>Creates a coupon.</summary>
    public virtual Task<Coupon> CreateAsync(
        CouponCreateOptions options,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<Coupon>(HttpMethod.Post, "/v1/coupons", options, requestOptions, cancellationToken);

    /// <summary>Deletes a coupon; the answer has its id and <see cref="Coupon.Deleted"/>.</summary>
    public virtual Task<Coupon> DeleteAsync(
        string id,
        CouponDeleteOptions options = null,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<Coupon>(HttpMethod.Delete, PathOf(id), options, requestOptions, cancellationToken);

    /// <summary>Reads one coupon.</summary>
    public virtual Task<Coupon> GetAsync(
        string id,
        CouponGetOptions options = null,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<Coupon>(HttpMethod.Get, PathOf(id), options, requestOptions, cancellationToken);

    /// <summary>Reads one page of coupons, newest first.</summary>
    public virtual Task<StripeList<Coupon>> ListAsync(
        CouponListOptions options = null,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<StripeList<Coupon>>(
            HttpMethod.Get, "/v1/coupons", options, requestOptions, cancellationToken);

    /// <summary>Changes a coupon's metadata, name or currency options.</summary>
    public virtual Task<Coupon> UpdateAsync(
        string id,
        CouponUpdateOptions options,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<Coupon>(HttpMethod.Post, PathOf(id), options, requestOptions, cancellationToken);

    // Ids made before 2018 hold any character; encoded exactly once, as the original does it (a space becomes '+').
    private static string PathOf(string id) => $"/v1/coupons/{WebUtility.UrlEncode(id)}";
}
