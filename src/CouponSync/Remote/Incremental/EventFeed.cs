using CouponSync.StripeApi;

namespace CouponSync.Remote.Incremental;

/// <summary>The events since some moment.</summary>
/// <param name="Events">Each once, newest first as they were listed.</param>
/// <param name="From">Stripe's clock when the first page was answered, in Unix seconds; null when it did not say.</param>
/// <param name="Pages">How many requests that took.</param>
internal sealed record EventBatch(IReadOnlyList<CouponEvent> Events, long? From, long Pages);

/// <summary>Reads the events about coupons.</summary>
internal static class EventFeed
{
    /// <summary>Reads all of them since a moment.</summary>
    /// <param name="gateway">Stripe.</param>
    /// <param name="since">The moment, in Unix seconds.</param>
    /// <param name="maxPages">The most pages to read; more than that cost more than reading the coupons.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there are more pages than that.</returns>
    /// <exception cref="StripeFailureException">They cannot be read.</exception>
    public static async Task<EventBatch?> ReadAsync(
        ICouponGateway gateway, long since, long maxPages, CancellationToken cancellationToken)
    {
        var events = new Dictionary<string, CouponEvent>(StringComparer.Ordinal);
        var query = new EventListQuery { CreatedFrom = since };
        long? from = null;
        for (long page = 1; page <= maxPages; page++)
        {
            var answer = await gateway.ListEventsAsync(query, cancellationToken);
            from ??= answer.ServerTime?.ToUnixTimeSeconds();
            foreach (var happened in answer.Value.Events)
            {
                events.TryAdd(happened.Id, happened);
            }

            if (!answer.Value.HasMore)
            {
                return new EventBatch([.. events.Values], from, page);
            }

            if (answer.Value.LastId is not { } last || last == query.StartingAfter)
            {
                throw new StripeFailureException(new StripeFailure
                {
                    Code = StripeFailure.InvalidAnswer,
                    Message = "The list of events has more pages, but does not move on.",
                    RequestId = answer.RequestId,
                });
            }

            query = query with { StartingAfter = last };
        }

        return null;
    }
}
