namespace CouponSync.Http;

/// <summary>
/// Sends each request when the throttle lets it through, and tells the throttle what came back. What it sends is
/// one attempt: the handler above decides about retries, and each of them waits its turn here again.
/// </summary>
/// <param name="throttle">Shared by all requests of the run.</param>
/// <param name="statistics">Counts what is really sent.</param>
internal sealed class ThrottlingHandler(RequestThrottle throttle, RequestStatistics statistics) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = Attempt.Of(request);
        var admission = await throttle.AdmitAsync(EndpointKey.From(request), attempt.IsOutcomeOpen, cancellationToken);
        statistics.OnSent(admission.Endpoint, attempt.Number > 1);
        var reason = RateLimitReason.None;
        try
        {
            RequestTrace.Current?.OnSending(request.Method);
            var response = await base.SendAsync(request, cancellationToken);
            reason = RateLimitHeader.ReasonOf(response);
            return response;
        }
        finally
        {
            statistics.OnAnswered(reason);
            throttle.Complete(admission, reason);
        }
    }
}
