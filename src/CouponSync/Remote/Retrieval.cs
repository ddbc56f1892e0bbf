using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Remote;

/// <summary>Reads coupons by id, several at once; the throttle below the gateway keeps the rate.</summary>
internal static class Retrieval
{
    /// <summary>Reads coupons to the last one.</summary>
    /// <param name="gateway">Stripe.</param>
    /// <param name="ids">The ids, each once; drawn as they are needed.</param>
    /// <param name="withProducts">Whether products are wanted.</param>
    /// <param name="maxInFlight">How many requests may be unanswered at once.</param>
    /// <param name="take">Takes each answer as it comes, one at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids Stripe refused to look up, with the reason.</returns>
    /// <exception cref="StripeFailureException">Stripe refused or could not be reached.</exception>
    public static async Task<IReadOnlyDictionary<string, Problem>> ReadAllAsync(
        ICouponGateway gateway,
        IEnumerable<string> ids,
        bool withProducts,
        int maxInFlight,
        Action<RetrievedCoupon> take,
        CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<string, Problem>(StringComparer.Ordinal);
        var gate = new Lock();
        var workers = new ParallelOptions { MaxDegreeOfParallelism = maxInFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids, workers, async (id, end) =>
        {
            var answer = await ReadAsync(gateway, id, withProducts, end);
            lock (gate)
            {
                if (answer.Refusal is { } problem)
                {
                    unreadable[id] = problem;
                }

                take(answer);
            }
        });
        return unreadable;
    }

    private static async Task<RetrievedCoupon> ReadAsync(ICouponGateway gateway, string id, bool withProducts, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gateway.RetrieveAsync(id, withProducts, cancellationToken);
            return new RetrievedCoupon(id, answer.Value, null, answer.ServerTime);
        }
        catch (StripeFailureException e) when (e.Failure.SkipsCoupon)
        {
            var problem = new Problem("unreadable", $"Stripe does not show the coupon '{id}': {e.Failure.Message}");
            return new RetrievedCoupon(id, null, problem, null);
        }
    }
}

/// <summary>What reading one id brought.</summary>
/// <param name="Id">The id.</param>
/// <param name="Coupon">The coupon; null when there is none.</param>
/// <param name="Refusal">Why Stripe would not say; null when it did.</param>
/// <param name="At">Stripe's clock with the answer; null when it did not say.</param>
internal sealed record RetrievedCoupon(string Id, RemoteCoupon? Coupon, Problem? Refusal, DateTimeOffset? At);
