using System.Globalization;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.Http;

/// <summary>
/// Repeats attempts that failed in a way that may pass, until one succeeds or the bounds are spent: then the last
/// answer is returned as it is, or the last failure thrown as <see cref="RequestFailedException"/>.
/// </summary>
/// <remarks>
/// The outermost of the chain: below it are the throttle, so that each attempt waits its turn and pays for itself,
/// and <see cref="AttemptHandler"/>, which bounds one attempt and hands up only whole answers. A POST goes out under
/// the same idempotency key each time, so that Stripe answers a repeated one from its store. What it has stored
/// may be a failure (a 5xx marked as replayed): that is final here, because no attempt under this key can bring another
/// answer, and whether the write took effect must be seen before it is sent under a new one.
/// </remarks>
/// <param name="options">Validated options.</param>
/// <param name="clock">The clock to wait by.</param>
/// <param name="random">Spreads the waits; used by one thread at a time.</param>
/// <param name="log">Gets a line for each attempt that is repeated; never the key, nor a body.</param>
internal sealed class RetryHandler(RetryOptions options, TimeProvider clock, Random random, ILogger log) : DelegatingHandler
{
    private readonly Lock _randomGate = new();

    /// <inheritdoc/>
    /// <exception cref="RequestFailedException">No attempt brought an answer.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var template = await RequestTemplate.CaptureAsync(request, cancellationToken);
        var budget = new RetryBudget(options, Draw);
        var mayRepeat = RetryPolicy.MayRepeat(request.Method, template.IdempotencyKey);
        var trace = RequestTrace.Current ?? RequestTrace.Apart();
        var began = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var message = template.ForAttempt(
                new Attempt(attempt, trace.IsEffectOpen) { TimeLeft = options.TotalTime - clock.GetElapsedTime(began) });
            var result = await TryOnceAsync(message, template.IdempotencyKey, trace, cancellationToken);
            var wait = result.Outcome == AttemptOutcome.Final || !mayRepeat
                ? null
                : budget.Spend(result.Outcome, clock.GetElapsedTime(began), RetryAfter(result.Response));
            if (wait is null)
            {
                return result.Response ?? throw Describe(result.Failure!, request.RequestUri, attempt);
            }

            Report(request, attempt, result.Response, result.Failure, wait.Value);
            result.Response?.Dispose();
            await Task.Delay(wait.Value, clock, cancellationToken);
        }
    }

    private static Exception Describe(Exception failure, Uri? address, int attempts) =>
        ConnectionFailure.From(failure, address, StripeHttp.ProxyTo(address)) is { } connection
            ? new RequestFailedException(failure, connection, attempts)
            : failure;

    private void Report(
        HttpRequestMessage request, int attempt, HttpResponseMessage? response, Exception? failure, TimeSpan wait) =>
        log.Information(
            "{Endpoint}: attempt {Attempt} brought {Why}; the next follows in {WaitMilliseconds} ms. Request-Id {RequestId}",
            EndpointKey.From(request).Name,
            attempt,
            response is null ? ConnectionFailure.KindOf(failure!)?.ToString().ToLowerInvariant() ?? "no answer" : Why(response),
            (long)wait.TotalMilliseconds,
            response is null ? null : RateLimitHeader.First(response, "Request-Id"));

    private static string Why(HttpResponseMessage response)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        return RateLimitHeader.First(response, RateLimitHeader.Name) is { } reason ? $"{status} {reason}" : status;
    }

    private async Task<(AttemptOutcome Outcome, HttpResponseMessage? Response, Exception? Failure)> TryOnceAsync(
        HttpRequestMessage request, string? key, RequestTrace trace, CancellationToken cancellationToken)
    {
        trace.OnKey(key);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var verdict = RetryPolicy.Of(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            trace.OnAnswer(response, RetryPolicy.IsReplayedFailure(response));
            trace.OnEnded(request.Method, key, verdict.Effect);
            return (verdict.Outcome, response, null);
        }
        catch (Exception failure) when (!trace.IsWithheld && failure is HttpRequestException or IOException or TimeoutException)
        {
            var verdict = RetryPolicy.Of(failure);
            trace.OnEnded(request.Method, key, verdict.Effect);
            return (verdict.Outcome, null, failure);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage? response) =>
        response is null ? null : RetryArithmetic.RetryAfter(response, clock.GetUtcNow());

    private double Draw()
    {
        lock (_randomGate)
        {
            return random.NextDouble();
        }
    }
}
