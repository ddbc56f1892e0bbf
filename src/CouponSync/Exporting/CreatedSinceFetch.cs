using CouponSync.Coupons;
using CouponSync.Loading.Remote;
using CouponSync.StripeApi;

namespace CouponSync.Exporting;

/// <summary>
/// Reads the coupons created at a moment or later: the one question about coupons that Stripe's list can answer
/// itself. When a cursor has gone, its coupon deleted meanwhile, the walk begins again at the last second it saw.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="since">The moment, in Unix seconds.</param>
internal sealed class CreatedSinceFetch(ICouponGateway gateway, long since) : IRemoteFetch
{
    // Each restart needs a deletion at the very cursor; this many in one walk mean that something else is wrong.
    private const int MaxRestarts = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Problem>> ReadAsync(
        FetchRequest request,
        RemoteImage image,
        IProgress<FetchProgress> progress,
        CancellationToken cancellationToken)
    {
        var query = new CouponListQuery { WithProducts = request.WithProducts, CreatedFrom = since };
        long coupons = 0;
        var restarts = 0;
        for (long requests = 1; ; requests++)
        {
            CouponPage page;
            try
            {
                page = (await gateway.ListAsync(query, cancellationToken)).Value;
            }
            catch (StripeFailureException e) when (
                query.StartingAfter is not null && e.Failure is { Status: 400 or 404, Code: "resource_missing" } && restarts++ < MaxRestarts)
            {
                query = query with { StartingAfter = null };
                continue;
            }

            image.Put(page.Coupons);
            coupons += page.Coupons.Count;
            progress.Report(new FetchProgress(coupons, requests, page.HasMore ? null : requests));
            if (!page.HasMore || page.Coupons.Count == 0)
            {
                return new Dictionary<string, Problem>();
            }

            query = query with { StartingAfter = page.Coupons[^1].Id, CreatedTo = page.Coupons[^1].Created };
        }
    }
}
