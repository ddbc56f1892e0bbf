using System.Collections.Concurrent;
using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Loading.Remote;

/// <summary>Reads the coupons of the file by id, several at once; the throttle below the gateway keeps the rate.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="workers">How many requests may be under way at once.</param>
internal sealed class RetrieveFetch(ICouponGateway gateway, int workers) : IRemoteFetch
{
    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Problem>> ReadAsync(
        FetchRequest request,
        RemoteImage image,
        IProgress<FetchProgress> progress,
        CancellationToken cancellationToken)
    {
        var unreadable = new ConcurrentDictionary<string, Problem>(StringComparer.Ordinal);
        var guard = new Lock();
        long coupons = 0;
        long requests = 0;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ids = request.Ids.GetEnumerator();
        var tasks = new Task[Math.Clamp(workers, 1, (int)Math.Clamp(request.Count, 1, int.MaxValue))];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = WorkAsync();
        }

        // A failure of one cancels the others; awaiting all of them throws the failure, not the cancellations.
        await Task.WhenAll(tasks);
        return unreadable;

        async Task WorkAsync()
        {
            try
            {
                while (Next() is { } id)
                {
                    var coupon = await ReadAsync(id);
                    lock (guard)
                    {
                        requests++;
                        if (coupon is not null)
                        {
                            coupons++;
                            image.Put([coupon]);
                        }

                        progress.Report(new FetchProgress(coupons, requests, request.Count));
                    }
                }
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }

        string? Next()
        {
            failed.Token.ThrowIfCancellationRequested();
            lock (guard)
            {
                return ids.MoveNext() ? ids.Current : null;
            }
        }

        async Task<RemoteCoupon?> ReadAsync(string id)
        {
            try
            {
                return (await gateway.RetrieveAsync(id, request.WithProducts, failed.Token)).Value;
            }
            catch (StripeFailureException e) when (e.Failure.Status is 400)
            {
                unreadable[id] = new Problem("unreadable", $"Stripe does not show the coupon '{id}': {e.Failure.Message}");
                return null;
            }
        }
    }
}
