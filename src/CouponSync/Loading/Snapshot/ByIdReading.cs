using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Loading.Snapshot;

/// <summary>Reads coupons by id into a snapshot, each with the time it was so; several at once, as the throttle lets them.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="workers">How many requests may be under way at once.</param>
internal sealed class ByIdReading(ICouponGateway gateway, int workers)
{
    /// <summary>Reads them.</summary>
    /// <param name="ids">The coupons.</param>
    /// <param name="withProducts">Whether their products are wanted.</param>
    /// <param name="snapshot">Gets what is read.</param>
    /// <param name="before">An instant before this, in Unix seconds by Stripe's clock.</param>
    /// <param name="latest">An instant surely after this; where Stripe does not say when it answered.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The coupons Stripe refused to show, with the reason.</returns>
    public async Task<IReadOnlyDictionary<string, Problem>> ReadAsync(
        IReadOnlyCollection<string> ids,
        bool withProducts,
        CouponSnapshot snapshot,
        long before,
        long latest,
        CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<string, Problem>(StringComparer.Ordinal);
        var gate = new Lock();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var next = ids.GetEnumerator();
        var tasks = new Task[Math.Clamp(ids.Count, 1, Math.Max(1, workers))];
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
                    await ReadOneAsync(id);
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
            lock (gate)
            {
                return next.MoveNext() ? next.Current : null;
            }
        }

        async Task ReadOneAsync(string id)
        {
            try
            {
                var answer = await gateway.RetrieveAsync(id, withProducts, failed.Token);
                snapshot.Put(id, answer.Value, new Provenance(before, answer.ServerTime?.ToUnixTimeSeconds() ?? latest, null));
            }
            catch (StripeFailureException e) when (e.Failure.Status is 400)
            {
                lock (gate)
                {
                    unreadable[id] = new Problem("unreadable", $"Stripe does not show the coupon '{id}': {e.Failure.Message}");
                }

                snapshot.Doubt(id);
            }
        }
    }
}
