using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote;

/// <summary>Reads every coupon of the account, a hundred a request, in as many windows at once as latency asks for.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="throttle">What the requests are allowed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class ListFetch(ICouponGateway gateway, ThrottleOptions throttle, TimeProvider time, ILogger log) : IRemoteFetch
{
    /// <inheritdoc/>
    public int Restarts { get; private set; }

    /// <inheritdoc/>
    public async Task<FetchedCoupons> ReadAsync(
        FetchRequest request, CouponSnapshot image, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var walk = new WindowedWalk(gateway, WalkOptions.For(throttle, request.Count, time), request, log);
        await using var tasks = new FetchTasks(cancellationToken);
        while (!walk.IsComplete)
        {
            while (walk.TryStart(tasks.End) is { } page)
            {
                tasks.Add(page);
            }

            image.Put(walk.Take(await (Task<WalkedPage>)await tasks.NextAsync()));
            Restarts = walk.Restarts;
            progress.Report(walk.Coupons);
        }

        return new FetchedCoupons(new Dictionary<string, Problem>(), IsWholeAccount: request.CreatedFrom is null);
    }
}
