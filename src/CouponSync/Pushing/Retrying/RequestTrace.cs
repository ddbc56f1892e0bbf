namespace CouponSync.Pushing.Retrying;

/// <summary>
/// What happened under one logical call: the gateway opens it, the handlers below write into it. It flows with the
/// asynchronous context, because the SDK between the two passes nothing through.
/// </summary>
/// <example><code>
/// using var trace = RequestTrace.Begin();
/// var coupon = await service.UpdateAsync(id, options, requestOptions, cancellationToken);
/// log.Information("{Attempts} attempts", trace.Attempts);
/// </code></example>
internal sealed class RequestTrace : IDisposable
{
    private static readonly AsyncLocal<RequestTrace?> Ambient = new();

    private readonly RequestTrace? _outer;

    private RequestTrace(RequestTrace? outer) => _outer = outer;

    /// <summary>The trace of the call under way; null where none was begun.</summary>
    public static RequestTrace? Current => Ambient.Value;

    /// <summary>How many requests were really sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>Stripe's name of the last answered request, from <c>Request-Id</c>; null without one.</summary>
    public string? LastRequestId { get; private set; }

    /// <summary>Whether the last answer was one that Stripe remembered under the idempotency key.</summary>
    public bool LastWasReplayed { get; private set; }

    /// <summary>The idempotency key last sent; null where none was.</summary>
    public string? IdempotencyKey { get; private set; }

    /// <summary>Whether there was an answer.</summary>
    public bool LastAnswered { get; private set; }

    /// <summary>Whether the last answer was a failure out of Stripe's store of idempotent requests: whether the write
    /// took effect is not known, and only another key brings another answer.</summary>
    public bool EndedInReplayedFailure { get; private set; }

    /// <summary>Begins the trace of one call; disposing it ends the trace.</summary>
    public static RequestTrace Begin() => Ambient.Value = new RequestTrace(Ambient.Value);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Ambient.Value == this)
        {
            Ambient.Value = _outer;
        }
    }

    /// <summary>Notes that an attempt is sent.</summary>
    internal void OnSent() => Attempts++;

    /// <summary>Notes the key an attempt goes out with.</summary>
    internal void OnKey(string? idempotencyKey) => IdempotencyKey = idempotencyKey;

    /// <summary>Notes an answer.</summary>
    internal void OnAnswer(HttpResponseMessage response, bool isReplayedFailure)
    {
        LastRequestId = response.Headers.TryGetValues("Request-Id", out var values) ? values.First() : LastRequestId;
        LastWasReplayed = RetryPolicy.IsReplayed(response);
        EndedInReplayedFailure = isReplayedFailure;
        LastAnswered = true;
    }
}
