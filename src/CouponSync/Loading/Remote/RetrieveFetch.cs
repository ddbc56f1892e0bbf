using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Loading.Remote;

/// <summary>Reads the coupons of the file by id, several at once; the throttle below the gateway keeps the rate.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="workers">How many requests may be under way at once.</param>
internal sealed class RetrieveFetch(ICouponGateway gateway, int workers) : IRemoteFetch
{
    /// <inheritdoc/>
    public int Restarts => 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Problem>> ReadAsync(
        FetchRequest request,
        RemoteImage image,
        IProgress<FetchProgress> progress,
        CancellationToken cancellationToken)
    {
        using var ids = request.Ids.GetEnumerator();
        await using var tasks = new FetchTasks(cancellationToken);
        var retrieval = new Retrieval(gateway, request.WithProducts, workers, ids, tasks.End);
        while (true)
        {
            while (retrieval.TryStart() is { } started)
            {
                tasks.Add(started);
            }

            if (tasks.Count == 0)
            {
                return retrieval.Unreadable;
            }

            var answer = retrieval.Take(await (Task<RetrievedCoupon>)await tasks.NextAsync());
            if (answer.Coupon is { } coupon)
            {
                image.Put([coupon]);
            }

            progress.Report(new FetchProgress(retrieval.Found, retrieval.Requests, request.Count));
        }
    }
}
