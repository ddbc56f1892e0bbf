using CouponSync.Coupons;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Loading.Remote;

/// <summary>
/// Reads every coupon of the account, a hundred a request. A cursor that has gone (its coupon was deleted meanwhile)
/// does not end the walk: it begins again at the last second it saw, and what is read twice replaces itself.
/// </summary>
internal sealed class ListFetch(ICouponGateway gateway, ILogger log) : IRemoteFetch
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
        var query = new CouponListQuery { WithProducts = request.WithProducts };
        long? lastCreated = null;
        long coupons = 0;
        long requests = 0;
        var restarts = 0;
        while (true)
        {
            CouponPage page;
            try
            {
                page = (await gateway.ListAsync(query, cancellationToken)).Value;
            }
            catch (StripeFailureException e) when (IsLostCursor(e.Failure, query) && restarts < MaxRestarts)
            {
                restarts++;
                log.Warning(
                    "The list's cursor {Coupon} has gone; reading goes on from coupons created at {Created}", query.StartingAfter, lastCreated);
                query = query with { StartingAfter = null, CreatedTo = lastCreated };
                continue;
            }

            image.Put(page.Coupons);
            requests++;
            coupons += page.Coupons.Count;
            progress.Report(new FetchProgress(coupons, requests, page.HasMore ? null : requests));
            if (!page.HasMore || page.Coupons.Count == 0)
            {
                return new Dictionary<string, Problem>();
            }

            lastCreated = page.Coupons[^1].Created;
            query = query with { StartingAfter = page.Coupons[^1].Id };
        }
    }

    private static bool IsLostCursor(StripeFailure failure, CouponListQuery query) =>
        query.StartingAfter is not null && failure is { Status: 400 or 404, Code: "resource_missing" };
}
