using CouponSync.StripeApi;

namespace CouponSync.Remote;

/// <summary>Reads the coupons of the file by id, several at once; the throttle below the gateway keeps the rate.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="maxInFlight">How many requests may be under way at once.</param>
internal sealed class RetrieveFetch(ICouponGateway gateway, int maxInFlight) : IRemoteFetch
{
    /// <inheritdoc/>
    public int Restarts => 0;

    /// <inheritdoc/>
    public async Task<FetchedCoupons> ReadAsync(
        FetchRequest request, CouponSnapshot image, IProgress<long> progress, CancellationToken cancellationToken)
    {
        long found = 0;
        var unreadable = await Retrieval.ReadAllAsync(gateway, request.Ids, request.WithProducts, maxInFlight, Take, cancellationToken);
        return new FetchedCoupons(unreadable, IsWholeAccount: false);

        void Take(RetrievedCoupon answer)
        {
            if (answer.Coupon is { } coupon)
            {
                image.Put([coupon]);
                progress.Report(++found);
            }
        }
    }
}
