using System.Net;
using System.Text;
using CouponSync.Text;

namespace CouponSync.Http;

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
    private bool _isOpen;
    private bool _isWrite;

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

    /// <summary>The status of the last answer; null where there was none.</summary>
    public HttpStatusCode? LastStatus { get; private set; }

    /// <summary>Whether the last answer was a failure out of Stripe's store of idempotent requests: whether the write
    /// took effect is not known, and only another key brings another answer.</summary>
    public bool EndedInReplayedFailure { get; private set; }

    /// <summary>
    /// Whether the write of this call may have been made without an answer that says so: an attempt was sent, and none
    /// since has settled what became of it.
    /// </summary>
    public bool MayHaveBeenMade => _isOpen || (IsUnderWay && _isWrite);

    /// <summary>Whether an attempt was sent and has not ended.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Whether some attempt of this call may have made the write, whatever settled it since.</summary>
    public bool WasOpen { get; private set; }

    /// <summary>Whether the write of this call was made, by the last attempt that tells.</summary>
    public bool IsMade { get; private set; }

    /// <summary>Whether the call is to be brought to its end although the run is being stopped.</summary>
    public bool IsEffectOpen => MayHaveBeenMade || SettlesWrite;

    /// <summary>Whether it is the look that settles what became of a write.</summary>
    public bool SettlesWrite { get; init; }

    /// <summary>Says in a sentence why the body of an answer is none to what was asked; null where nobody can tell.</summary>
    public Func<string, string?>? FindFault { get; init; }

    /// <summary>Told when an attempt at a write is about to be sent; what it throws keeps that from being sent.</summary>
    public Action? Sending { get; init; }

    /// <summary>Whether an attempt was not sent, because <see cref="Sending"/> threw.</summary>
    public bool IsWithheld { get; private set; }

    /// <summary>Begins the trace of one call; disposing it ends the trace.</summary>
    public static RequestTrace Begin(bool settlesWrite = false, Func<string, string?>? findFault = null, Action? sending = null) =>
        Ambient.Value = new RequestTrace(Ambient.Value) { SettlesWrite = settlesWrite, FindFault = findFault, Sending = sending };

    /// <summary>The trace of a call whose caller wants none.</summary>
    internal static RequestTrace Apart() => new(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Ambient.Value == this)
        {
            Ambient.Value = _outer;
        }
    }

    /// <summary>Notes that an attempt is about to be sent.</summary>
    internal void OnSending(HttpMethod method)
    {
        _isWrite = method != HttpMethod.Get;
        if (_isWrite)
        {
            IsWithheld = true;
            Sending?.Invoke();
            IsWithheld = false;
        }

        IsUnderWay = true;
        Attempts++;
    }

    /// <summary>Notes what an attempt came to.</summary>
    internal void OnEnded(HttpMethod method, string? idempotencyKey, WriteEffect effect)
    {
        IsUnderWay = false;
        if (method == HttpMethod.Get)
        {
            return;
        }

        IsMade = effect == WriteEffect.Made || (IsMade && effect == WriteEffect.None);
        WasOpen |= effect == WriteEffect.Open;
        _isOpen = effect switch
        {
            WriteEffect.Open => true,
            WriteEffect.Made => false,
            // Without a key every attempt stands for itself.
            WriteEffect.NotMade when idempotencyKey is not null => false,
            _ => _isOpen,
        };
    }

    /// <summary>Why an answer that says 2xx is none to what was asked, as a sentence; null when it is one.</summary>
    internal string? FaultOf(HttpStatusCode status, byte[] body) =>
        FindFault is null ? null
        : status == HttpStatusCode.OK ? FindFault(Encoding.UTF8.GetString(body))
        : ConnectionFailure.NotStripes;

    /// <summary>Notes the key an attempt goes out with.</summary>
    internal void OnKey(string? idempotencyKey) => IdempotencyKey = idempotencyKey;

    /// <summary>Notes Stripe's name for a request, of any answer that has one. Somebody else in its place may send a key back there.</summary>
    internal void OnRequestId(HttpResponseMessage response) =>
        LastRequestId = response.Headers.TryGetValues("Request-Id", out var values) ? Secrets.Mask(values.First()) : LastRequestId;

    /// <summary>Notes an answer.</summary>
    internal void OnAnswer(HttpResponseMessage response, bool isReplayedFailure)
    {
        LastWasReplayed = RetryPolicy.IsReplayed(response);
        EndedInReplayedFailure = isReplayedFailure;
        LastStatus = response.StatusCode;
    }
}
