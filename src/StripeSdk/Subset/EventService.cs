#nullable disable
namespace Stripe;

/// <summary>Requests under <c>/v1/events</c>; the errors are those of <see cref="CouponService"/>.</summary>
public class EventService : Service
{
    internal EventService(ApiRequestor requestor)
        : base(requestor)
    {
    }

    /// <summary>Reads one page of events of the last 30 days, newest first.</summary>
    public virtual Task<StripeList<Event>> ListAsync(
        EventListOptions options = null,
        RequestOptions requestOptions = null,
        CancellationToken cancellationToken = default) =>
        Requestor.RequestAsync<StripeList<Event>>(
            HttpMethod.Get, "/v1/events", options, requestOptions, cancellationToken);
}
